using System.Globalization;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using WaterCore.Host.Accounts;
using WaterCore.Organization;
using WaterCore.Ports;
using Xunit.Abstractions;

namespace WaterCore.Host.Tests.Service;

/// <summary>Passwords guessed for days, by a clock that is put on, at the cost that the hasher has in production.</summary>
/// <remarks><c>WATERCORE_SIGN_INS=100000</c> is the full size, run by hand.</remarks>
public sealed class GuessingTests(RunningHost host, ITestOutputHelper output) : IClassFixture<RunningHost>
{
    // What the limit of a service lets through from one address: 30 a minute.
    private static readonly Duration s_between = Duration.FromSeconds(2);
    private static readonly Duration s_patience = Duration.FromMinutes(1);
    private static int Guesses => int.TryParse(Environment.GetEnvironmentVariable("WATERCORE_SIGN_INS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 600;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(200, 1)]
    public async Task Guesses_AtTheRateTheLimitsAllow_LetNobodyIn_AndDoNotKeepThePersonOut(int addresses, int people)
    {
        var names = Enumerable.Range(0, people).Select(n => $"guess{addresses}-{n}").ToList();
        foreach (var name in names) await host.AddLoginAsync(name, ["clerk"]);
        var clock = new PutOn(Instant.FromUtc(2026, 3, 2, 1, 0));
        var desk = new LoginDesk(host.Get<IStorage>(), clock, new PasswordHasher<Login>(), new Attempts(host.Get<IStorage>(), clock));
        // The names take turns; the first is the one whose person comes to work meanwhile.
        var (looked, known, knownOut, elsewhere) = (0, 0, 0, new Waiting());
        for (var n = 0; n < Guesses; n++)
        {
            var guess = await desk.SignInAsync(names[n % names.Count], $"Guess-number-{n}", "", address: $"198.51.100.{n % addresses}");
            Assert.False(guess.IsOk);
            if (guess.Fault.Code == "access.wrong") looked++;
            clock.Now += s_between;
            if (n % 150 == 0)
            {
                known++;
                if (!(await desk.SignInAsync(names[0], RunningHost.Password, "the-own-browser")).IsOk) knownOut++;
            }
            if (clock.Now >= elsewhere.Next && n >= 10) elsewhere.Tried((await desk.SignInAsync(names[0], RunningHost.Password, "", address: "203.0.113.9")).IsOk, clock.Now);
        }
        var stopped = clock.Now;
        while (elsewhere.Since is not null) elsewhere.Tried((await desk.SignInAsync(names[0], RunningHost.Password, "", address: "203.0.113.9")).IsOk, clock.Now += s_patience);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Guesses:N0} guesses at {people} name(s) from {addresses} address(es) in {(stopped - Instant.FromUtc(2026, 3, 2, 1, 0)).TotalHours:0.0} hours: 0 in; {looked:N0} reached the hasher; from the own browser {known:N0} sign-ins, {knownOut} refused; from a new one {elsewhere.In:N0}, the longest wait {elsewhere.Longest.TotalMinutes:0} minutes, {Math.Max(0, (clock.Now - stopped).TotalMinutes):0} of them after the last guess."));
        Assert.Equal(0, knownOut);
        // Strangers of many addresses keep a new browser out as long as they go on, and fifteen minutes longer at most.
        Assert.True(clock.Now - stopped <= Attempts.Strangers.Window + s_patience);
        if (addresses == 1) Assert.Equal(Duration.Zero, elsewhere.Longest);
    }

    private sealed class PutOn(Instant now) : IClock
    {
        public Instant Now { get; set; } = now;

        public Instant GetCurrentInstant() => Now;
    }

    // The person tries each minute until it works, and again ten minutes later.
    private sealed class Waiting
    {
        public Instant Next { get; private set; } = Instant.MinValue;

        public Instant? Since { get; private set; }

        public Duration Longest { get; private set; }

        public int In { get; private set; }

        public void Tried(bool worked, Instant now)
        {
            var since = Since ?? now;
            if (now - since > Longest) Longest = now - since;
            (Since, Next) = worked ? ((Instant?)null, now + Duration.FromMinutes(10)) : (since, now + s_patience);
            if (worked) In++;
        }
    }
}
