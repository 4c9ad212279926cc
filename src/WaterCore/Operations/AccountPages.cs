using System.Runtime.CompilerServices;
using WaterCore.Customers;
using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>The accounts of a partition, a page at a time.</summary>
internal static class AccountPages
{
    public static async IAsyncEnumerable<IReadOnlyList<Account>> OfAsync(
        IUnitOfWork unit, Partition partition, int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = partition.After;
        while (await unit.Accounts.PageAsync(after, size, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            after = page[^1].Id.Value;
            if (after <= partition.Through)
            {
                yield return page;
                continue;
            }
            if (page[0].Id.Value <= partition.Through) yield return [.. page.TakeWhile(a => a.Id.Value <= partition.Through)];
            yield break;
        }
    }
}

/// <summary>Tells of accounts gone through, to whoever wants to know no more.</summary>
internal sealed class AccountProgress : IProgress<RunProgress>
{
    private readonly IProgress<long> _to;

    private AccountProgress(IProgress<long> to) => _to = to;

    public static AccountProgress? Of(IProgress<long>? to) => to is null ? null : new(to);

    public void Report(RunProgress value) => _to.Report(value.Gone);
}
