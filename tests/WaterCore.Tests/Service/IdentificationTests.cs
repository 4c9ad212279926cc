using NodaTime;
using WaterCore.Service;

namespace WaterCore.Tests.Service;

public class IdentificationTests
{
    private sealed class Clock : IClock
    {
        // Noon in Shanghai.
        public Instant Now { get; set; } = Instant.FromUtc(2026, 11, 23, 4, 0);

        public Instant GetCurrentInstant() => Now;
    }

    private readonly Clock _clock = new();

    private IdentificationGuard Guard(IdentificationLimits? limits = null) => new(_clock, DateTimeZoneProviders.Tzdb["Asia/Shanghai"], limits);

    [Fact]
    public void Guard_FourthTryOfACall_IsClosed()
    {
        var guard = Guard();
        var verdicts = Enumerable.Range(0, 4).Select(i => guard.Admit("call", $"account{i}", "n")).ToList();
        Assert.Equal([IdentificationVerdict.Admitted, IdentificationVerdict.Admitted, IdentificationVerdict.Admitted, IdentificationVerdict.CallClosed], verdicts);
    }

    [Fact]
    public void Guard_SixthTryOfAnAccountInADay_IsClosedUntilTheNextBusinessDay()
    {
        var guard = Guard();
        for (var i = 0; i < 5; i++) Assert.Equal(IdentificationVerdict.Admitted, guard.Admit($"call{i}", "account", $"n{i}"));

        Assert.Equal(IdentificationVerdict.AccountClosed, guard.Admit("call9", "account", "n9"));
        _clock.Now += Duration.FromHours(12) - Duration.FromMilliseconds(1);
        Assert.Equal(IdentificationVerdict.AccountClosed, guard.Admit("call9", "account", "n9"));
        _clock.Now += Duration.FromMilliseconds(1);
        Assert.Equal(IdentificationVerdict.Admitted, guard.Admit("call9", "account", "n9"));
    }

    [Fact]
    public void Guard_ClockThatGoesBack_OpensNothing()
    {
        var guard = Guard();
        for (var i = 0; i < 5; i++) guard.Admit($"call{i}", "account", $"n{i}");
        _clock.Now -= Duration.FromDays(1);
        Assert.Equal(IdentificationVerdict.AccountClosed, guard.Admit("call9", "account", "n9"));
    }

    [Fact]
    public void Guard_TwentyFirstTryOfANumber_IsClosed()
    {
        var guard = Guard();
        for (var i = 0; i < 20; i++) Assert.Equal(IdentificationVerdict.Admitted, guard.Admit($"call{i}", $"account{i}", "number"));
        Assert.Equal(IdentificationVerdict.NumberClosed, guard.Admit("call99", "account99", "number"));
        Assert.Equal(IdentificationVerdict.Admitted, guard.Admit("call99", "account99", "other"));
    }

    [Fact]
    public void Guard_RightPin_DoesNotCount()
    {
        var guard = Guard();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(IdentificationVerdict.Admitted, guard.Admit("call", "account", "number"));
            guard.Succeeded("call", "account", "number");
        }
    }

    [Fact]
    public void Guard_AtTheSameMoment_AdmitsNoMoreThanOneAfterTheOther()
    {
        var guard = Guard();
        var admitted = 0;
        Parallel.For(0, 1000, i =>
        {
            if (guard.Admit($"call{i}", "account", $"n{i}") == IdentificationVerdict.Admitted) Interlocked.Increment(ref admitted);
        });
        Assert.Equal(5, admitted);
    }

    [Fact]
    public void Guard_SprayOverManyAccountsFromManyNumbers_StaysWithinTheComputedBound()
    {
        // 100,000 accounts with PINs drawn evenly from those allowed; the attacker tries the one best PIN everywhere, each day anew.
        const int Accounts = 100_000, Days = 365;
        var random = new Random(20261123);
        var allowed = Enumerable.Range(0, 1_000_000).Select(p => p.ToString("D6")).Where(p => PinRule.Weakness(p) is null).ToArray();
        var pins = Enumerable.Range(0, Accounts).Select(_ => allowed[random.Next(allowed.Length)]).ToArray();
        var (guard, limits, guess, broken, tries) = (Guard(), new IdentificationLimits(), allowed[0], 0, 0);
        for (var day = 0; day < Days; day++)
        {
            for (var i = 0; ; i++)
            {
                var account = random.Next(Accounts);
                var verdict = guard.Admit($"d{day}c{i}", account.ToString(), $"d{day}n{i}");
                if (verdict == IdentificationVerdict.EverybodyClosed) break;
                if (verdict != IdentificationVerdict.Admitted) continue;
                tries++;
                if (pins[account] != guess) continue;
                broken++;
                guard.Succeeded($"d{day}c{i}", account.ToString(), $"d{day}n{i}");
            }
            _clock.Now += Duration.FromDays(1);
        }
        // A right guess is given back, so a day has its limit in wrong ones.
        Assert.Equal(limits.PerDay * Days, tries - broken);
        // Expected 0.12 in the year; five or more has a chance below one in five million.
        Assert.InRange(broken, 0, 4);
    }

    [Theory]
    [InlineData("000000")]
    [InlineData("121211")]
    [InlineData("123456")]
    [InlineData("654321")]
    [InlineData("890123")]
    [InlineData("123123")]
    [InlineData("121212")]
    [InlineData("112233")]
    [InlineData("850314")]
    [InlineData("140385")]
    [InlineData("520131")]
    [InlineData("2000171")]
    [InlineData("12345")]
    [InlineData("12a456")]
    [InlineData("200017")]
    public void Pin_ThatAStrangerWouldTry_IsRefusedWithoutRepeatingIt(string pin)
    {
        var fault = PinRule.Check(pin, "62000171");
        Assert.NotNull(fault);
        Assert.DoesNotContain(pin, fault.Message);
    }

    [Theory]
    [InlineData("417902")]
    [InlineData("906184")]
    public void Pin_ThatIsNoPattern_IsTaken(string pin) => Assert.Null(PinRule.Check(pin, "62000171"));

    [Fact]
    public void Pin_Allowed_IsHowManyTheRuleAllows() =>
        Assert.Equal(PinRule.Allowed, Enumerable.Range(0, 1_000_000).Count(p => PinRule.Weakness(p.ToString("D6")) is null));

    [Fact]
    public void PinHash_MatchesItsPinOnly()
    {
        var salt = Enumerable.Range(0, 16).Select(i => (byte)i).ToArray();
        var hash = PinHash.Of("417902", salt, 1000);
        Assert.True(hash.Matches("417902"));
        Assert.False(hash.Matches("417903"));
        Assert.NotEqual(hash.Hash.ToArray(), PinHash.Of("417902", new byte[16], 1000).Hash.ToArray());
        Assert.Throws<ArgumentException>(() => PinHash.Of("417902", new byte[15]));
    }
}
