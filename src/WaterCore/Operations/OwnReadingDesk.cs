using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What became of a reading that a customer gave.</summary>
public enum OwnReadingOutcome
{
    /// <summary>It is a reading now.</summary>
    Taken,

    /// <summary>The reading rules hold it, and nothing was noted: it is better to ask the customer once more than to trouble the staff.</summary>
    Doubtful,

    /// <summary>The customer stood by it: it waits in the tray for the staff.</summary>
    Held,
}

/// <summary>A reading that a customer gives of the own meter.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Index">Digits as on the meter: whole units.</param>
/// <param name="Channel">Where it comes from: <c>telephone</c>, <c>web</c>.</param>
/// <param name="Reference">The channel's own number of the contact; the same reading of the same contact again changes nothing.</param>
public sealed record OwnReading(string Account, string Index, string Channel, string Reference)
{
    /// <summary>The meter's number; null when the account has one meter only.</summary>
    public string? Meter { get; init; }

    /// <summary>The name of the photo that came with it (<see cref="MeterPhoto.NameOf"/>), or null.</summary>
    public string? Photo { get; init; }

    /// <summary>Whether the customer was told that it does not fit and stands by it.</summary>
    public bool Insist { get; init; }
}

/// <summary>Takes readings from customers, whatever the channel; they go through the same rules as a reader's.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility: readings are of its day.</param>
/// <param name="intake">Takes readings in.</param>
public sealed class OwnReadingDesk(IStorage storage, NodaTime.IClock clock, Utility utility, ReadingIntake intake)
{
    private static readonly string[] Columns = ["meter", "day", "index", "reader", "account", "photo"];
    private static readonly SourceFormat s_format = new() { Replaces = true };

    /// <summary>Takes a reading of today.</summary>
    /// <returns>What became of it; or why it cannot be: no such account, no meter or several, not digits, another reading of today.</returns>
    public async Task<Result<OwnReadingOutcome>> TakeAsync(OwnReading reading, CancellationToken cancellationToken = default)
    {
        if (reading.Index.Length is 0 or > 9 || !reading.Index.All(char.IsAsciiDigit)) return new OwnReadingRefused(reading.Account, new("表码须为一至九位数字", "the index is not one to nine digits"), new("请填写表上的数字", "give the digits of the meter"));
        var day = utility.DayOf(clock.GetCurrentInstant());
        var meter = await MeterAsync(reading, cancellationToken).ConfigureAwait(false);
        if (!meter.IsOk) return meter.Fault;
        var (number, waiting) = meter.Value;
        if (waiting is not null && waiting.Index == 1000 * long.Parse(reading.Index, CultureInfo.InvariantCulture)) return OwnReadingOutcome.Held;
        string[] cells = [number, LocalDatePattern.Iso.Format(day), reading.Index, $"{ReadingIntake.Customer} by {reading.Channel}", reading.Account, reading.Photo ?? ""];
        // Whoever goes back from a second reading to the first gives the first anew.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [.. cells, reading.Reference, .. waiting is null ? (string[])[] : [$"in place of {waiting.Id}"]]))));
        var table = new SourceTable($"{reading.Channel} {reading.Reference}", digest, Columns, [new SourceRow(1, cells)]);
        if (!reading.Insist)
        {
            var look = await intake.TryAsync(table, s_format, cancellationToken).ConfigureAwait(false);
            if (look.Refused.Count == 0 && look.Held > 0) return OwnReadingOutcome.Doubtful;
        }
        var result = await intake.ImportAsync(table, s_format, new Actor($"account {reading.Account}", "customer"), cancellationToken).ConfigureAwait(false);
        if (result.Refused.Count > 0) return new OwnReadingRefused(reading.Account, result.Refused[0].Problem, result.Refused[0].Remedy);
        return result.Held > 0 ? OwnReadingOutcome.Held : OwnReadingOutcome.Taken;
    }

    private async Task<Result<(string Number, HeldReading? Waiting)>> MeterAsync(OwnReading reading, CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(reading.Account, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(reading.Account);
        var day = utility.DayOf(clock.GetCurrentInstant());
        var points = (await unit.Customers.AgreementsOfAsync(account.Id, cancellationToken).ConfigureAwait(false))
            .Where(a => a.Agreement.From <= day && (a.Agreement.To is not { } to || to > day)).Select(a => a.Agreement.ServicePoint).Distinct().ToList();
        var meters = (await unit.Metering.InstallationsAtAsync(points, cancellationToken).ConfigureAwait(false))
            .Where(i => i.Installation.RemovedOn is null).Select(i => i.Meter.Number).ToList();
        if (reading.Meter is { } named && !meters.Contains(named)) return new OwnReadingRefused(reading.Account, new($"此户没有水表 {named}", $"meter {named} is not on it"), new("请填写表上的编号", "give the number on the meter"));
        if (meters.Count == 0) return new OwnReadingRefused(reading.Account, new("此户没有在用水表", "it has no meter in place"), new("请先装表", "have one installed"));
        if (meters.Count > 1 && reading.Meter is null) return new OwnReadingRefused(reading.Account, new($"此户有 {meters.Count} 只水表", $"it has {meters.Count} meters"), new("请说明是哪一只", "say which")) { Several = true };
        var number = reading.Meter ?? meters[0];
        return (number, (await unit.ReadingWork.WaitingAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(w => w.Meter.Number == number && w.Held.Day == day).Held);
    }
}

/// <summary>A customer's reading cannot be taken.</summary>
/// <param name="Account">The account's number.</param>
/// <param name="Problem">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record OwnReadingRefused(string Account, Wording Problem, Wording Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.own-reading-refused";

    /// <inheritdoc/>
    public override string Message => $"The reading for account {Account} cannot be taken: {Problem.En}; {Remedy.En}.";

    /// <summary>Whether the account has several meters and none was named.</summary>
    public bool Several { get; init; }
}
