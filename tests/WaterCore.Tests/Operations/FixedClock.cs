using NodaTime;

namespace WaterCore.Tests.Operations;

/// <summary>A clock that a test turns.</summary>
internal sealed class FixedClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}
