using WaterCore.Values;

namespace WaterCore.Metering;

/// <summary>A further register (表盘) of a meter that has several, such as the by-pass of a combination meter, in its time at a service point.</summary>
/// <remarks>
/// The meter itself is register 1. Each further one is read, checked and estimated like a meter of its own, under the number <c>METER/2</c>, <c>METER/3</c>;
/// it comes and goes with its meter, is read on the same days, and a bill adds up what all of them counted.
/// </remarks>
/// <param name="Main">The meter that it is part of.</param>
/// <param name="Dial">Its dial, as a meter: number, dials, multiplier; size and unit are those of its meter.</param>
/// <param name="Place">Where and from when to when, with its first and last index; <see cref="MeterInstallation.Meter"/> is the dial.</param>
public sealed record MeterRegister(Id<Meter> Main, Meter Dial, MeterInstallation Place)
{
    /// <summary>The number under which a further register of a meter is read.</summary>
    /// <param name="meter">The meter's number.</param>
    /// <param name="register">Which, from 2.</param>
    public static string NumberOf(string meter, int register) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{meter}/{register}");
}
