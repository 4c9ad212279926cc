using System.Collections.Concurrent;
using WaterCore.Ports;

namespace WaterCore.Telephony.Tests;

/// <summary>Reads a link's events and keeps them.</summary>
internal sealed class EventLog
{
    private readonly ConcurrentQueue<TelephonyEvent> _events = new();

    public EventLog(ITelephony telephony) => _ = ReadAsync(telephony);

    public IReadOnlyList<TelephonyEvent> All => [.. _events];

    public IEnumerable<T> Of<T>() where T : TelephonyEvent => All.OfType<T>();

    public IEnumerable<T> Of<T>(CallId call) where T : CallEvent => All.OfType<T>().Where(e => e.Call == call);

    public async Task<T> FirstAsync<T>(Func<T, bool>? which = null, int seconds = 20) where T : TelephonyEvent
    {
        await Wait.UntilAsync(() => Of<T>().Any(which ?? (_ => true)), $"{typeof(T).Name}; there was: {string.Join(" ", All.Select(e => e.GetType().Name))}", seconds);
        return Of<T>().First(which ?? (_ => true));
    }

    private async Task ReadAsync(ITelephony telephony)
    {
        await foreach (var e in telephony.EventsAsync()) _events.Enqueue(e);
    }
}
