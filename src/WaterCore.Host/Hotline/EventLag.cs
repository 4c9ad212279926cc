using System.Diagnostics.Metrics;

namespace WaterCore.Host.Hotline;

/// <summary>How late the exchange's events come, out of the plugin's own meter: the last some thousand of them.</summary>
internal sealed class EventLag : IDisposable
{
    private const int Kept = 20_000;

    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly double[] _last = new double[Kept];
    private long _count;

    public EventLag()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "telephony.event_lag") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, milliseconds, _, _) =>
        {
            lock (_lock) _last[_count++ % Kept] = milliseconds;
        });
        _listener.Start();
    }

    /// <summary>How many events there were since the start, and the time below which 95 % of the last ones came, in ms.</summary>
    public (long Events, double P95) Look()
    {
        lock (_lock)
        {
            var some = _last.AsSpan(0, (int)Math.Min(_count, Kept)).ToArray();
            Array.Sort(some);
            return (_count, some.Length == 0 ? 0 : some[(some.Length - 1) * 95 / 100]);
        }
    }

    public void Dispose() => _listener.Dispose();
}
