using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>Counts attempts in windows of time, in the storage, before what is tried is looked at.</summary>
internal sealed class Attempts(IStorage storage, IClock clock)
{
    /// <summary>How many attempts in how long. A window begins with its first attempt and is never prolonged, so nobody is locked out longer than one.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Window">In how long.</param>
    internal readonly record struct Limit(int Count, Duration Window);

    /// <summary>Passwords for one name from one browser known, or from one address.</summary>
    public static Limit SignIn { get; } = new(5, Duration.FromMinutes(15));

    /// <summary>Passwords for one name from browsers that nobody signed in from before, wherever they are: more than from one address, so that one address does not shut the others out.</summary>
    public static Limit Strangers { get; } = new(50, Duration.FromMinutes(15));

    /// <summary>One-time codes sent for an account: each costs the utility money.</summary>
    public static Limit CodesSent { get; } = new(5, Duration.FromHours(24));

    /// <summary>One-time codes tried for an account, whichever code it was.</summary>
    public static Limit CodesTried { get; } = new(10, Duration.FromMinutes(15));

    /// <summary>Set-up codes.</summary>
    public static Limit SetUp { get; } = new(20, Duration.FromHours(1));

    /// <summary>Counts one attempt. False when there were too many.</summary>
    public async Task<bool> TakeAsync(string subject, Limit limit, CancellationToken cancellationToken = default)
    {
        var now = clock.GetCurrentInstant();
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var counted = await unit.Access.FindAttemptsAsync(subject, cancellationToken).ConfigureAwait(false);
        // A clock that went back does not lock anybody out for longer.
        if (counted is null || now - counted.Since >= limit.Window || now < counted.Since) counted = new AttemptCount(subject, 0, now);
        if (counted.Count >= limit.Count) return false;
        await unit.Access.PutAsync(counted with { Count = counted.Count + 1 }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Begins counting anew: it was the right one.</summary>
    public async Task ForgetAsync(string subject, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        await unit.Access.PutAsync(new AttemptCount(subject, 0, clock.GetCurrentInstant()), cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
