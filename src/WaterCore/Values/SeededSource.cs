namespace WaterCore.Values;

/// <summary>Numbers that look random and are the same for the same seed on every machine; for simulation and tests, never for secrets.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). Not for use by two threads at once.</remarks>
/// <param name="seed">Where the sequence starts.</param>
public sealed class SeededSource(long seed)
{
    private ulong _state = unchecked((ulong)seed);

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A whole number from 0 to below a bound, each equally likely but for a share below 2⁻³².</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)((UInt128)NextBits() * (ulong)bound >> 64);
    }

    /// <summary>A whole number of a range, both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True with a chance of so many in a thousand.</summary>
    public bool Chance(int perMille) => Below(1000) < perMille;

    /// <summary>One of a list.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
