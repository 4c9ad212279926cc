using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>
/// Does an act again when another change came first: nothing of the first attempt is kept, and the second one sees what the other change did. That is how
/// the same payment, sent twice at the same moment, is answered twice and counted once where a storage has several writers.
/// </summary>
internal static class Again
{
    private const int Tries = 4;

    /// <exception cref="StorageConflictException">It was refused every time, so it is no matter of who comes first.</exception>
    public static async Task<T> IfOtherCameFirstAsync<T>(Func<Task<T>> act)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                return await act().ConfigureAwait(false);
            }
            catch (StorageConflictException) when (left > 1)
            {
            }
        }
    }
}
