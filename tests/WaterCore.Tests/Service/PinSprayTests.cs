using NodaTime;
using WaterCore.Service;

namespace WaterCore.Tests.Service;

/// <summary>Somebody tries PINs over a whole town, from as many numbers as there are.</summary>
public class PinSprayTests
{
    private const int Accounts = 100_000, Days = 200;

    [Fact]
    public void Spray_OverAHundredThousandAccounts_BreaksInNoMoreOftenThanTheBoundSays()
    {
        var random = new Random(20261125);
        var pins = Enumerable.Range(0, Accounts).Select(a => Draw(random)).ToArray();
        var clock = new Clock { Now = Instant.FromUtc(2026, 11, 25, 1, 0) };
        var limits = new IdentificationLimits();
        var guard = new IdentificationGuard(clock, DateTimeZone.Utc, limits);
        var (tries, breakIns) = (0L, 0);
        for (var day = 0; day < Days; day++)
        {
            // One PIN a day on every account, each call and each number used once: no limit but the last one stands in the way.
            var guess = Draw(random);
            for (var account = 0; account < Accounts; account++)
            {
                var (call, number) = ($"{day}-{account}", $"139{account:d8}");
                if (guard.Admit(call, $"{account}", number) != IdentificationVerdict.Admitted) continue;
                tries++;
                if (pins[account] != guess) continue;
                breakIns++;
                guard.Succeeded(call, $"{account}", number);
            }
            clock.Now += Duration.FromDays(1);
        }
        // A right guess gives its try back, so it may come to one more for each.
        Assert.InRange(tries, (long)limits.PerDay * Days, (limits.PerDay * (long)Days) + breakIns);
        // 60,000 tries at 1 in 911,866: 0.066 are to be expected, and more than 2 come less often than once in 20,000 such sprays.
        Assert.InRange(breakIns, 0, 2);
    }

    private sealed class Clock : IClock
    {
        public Instant Now { get; set; }

        public Instant GetCurrentInstant() => Now;
    }

    private static string Draw(Random random)
    {
        while (true)
        {
            var pin = $"{random.Next(1_000_000):d6}";
            if (PinRule.Check(pin, "") is null) return pin;
        }
    }
}
