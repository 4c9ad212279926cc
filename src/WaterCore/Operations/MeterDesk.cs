using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A meter that is put in: its number, its build and its index on the day.</summary>
public sealed record NewMeter
{
    /// <summary>The number on its face. A meter that is known and in place nowhere may be put in again; it must be the same build.</summary>
    public required string Number { get; init; }

    /// <summary>The calibre, such as <c>DN20</c>.</summary>
    public required string Size { get; init; }

    /// <summary>Digits of its dial, 3 to 9.</summary>
    public required int Dials { get; init; }

    /// <summary>Units of volume per unit of index.</summary>
    public int Multiplier { get; init; } = 1;

    /// <summary>The unit of the index.</summary>
    public VolumeUnit Unit { get; init; } = VolumeUnit.CubicMetre;

    /// <summary>Its index on the day, in thousandths.</summary>
    public required long FirstIndex { get; init; }

    /// <summary>The number of its seal, or null.</summary>
    public string? Seal { get; init; }

    /// <summary>The day by which it must be verified, or null.</summary>
    public LocalDate? VerificationDue { get; init; }

    /// <summary>How its index comes in.</summary>
    public ReadingSourceKind SourceKind { get; init; }

    /// <summary>Its further registers, of a meter that has several; see <see cref="MeterRegister"/>.</summary>
    public IReadOnlyList<NewRegister> Registers { get; init; } = [];

    internal string Asked => $"{this with { Registers = [] }}{string.Concat(Registers.Select(r => $"|{r}"))}";
}

/// <summary>A further register of a meter that is put in.</summary>
/// <param name="Register">Which, 2 to 9.</param>
/// <param name="FirstIndex">Its index on the day, in thousandths.</param>
public sealed record NewRegister(int Register, long FirstIndex)
{
    /// <summary>Digits of its dial, 3 to 9; null for as many as register 1 has.</summary>
    public int? Dials { get; init; }

    /// <summary>Units of volume per unit of index; null for as many as on register 1.</summary>
    public int? Multiplier { get; init; }
}

/// <summary>The last index of a further register of a meter that is taken out.</summary>
/// <param name="Register">Which, 2 to 9.</param>
/// <param name="LastIndex">Its index, in thousandths.</param>
/// <param name="Turn">What explains a last index lower than the reading before, if it is.</param>
public sealed record LastOfRegister(int Register, long LastIndex, IndexTurn Turn = IndexTurn.None);

/// <summary>What an act at the meter desk did.</summary>
/// <param name="Done">What was done, for people: <c>meter M1 out at 120, M2 in at 0, on 2026-02-10</c>.</param>
/// <param name="Repeated">True when this very request was answered before; it had its effect then.</param>
public sealed record MeterActed(string Done, bool Repeated);

/// <summary>An act at the meter desk that cannot be done as asked.</summary>
/// <param name="Meter">The meter's number.</param>
/// <param name="Problem">What is in the way.</param>
/// <param name="Remedy">What to do.</param>
public sealed record MeterActRefused(string Meter, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "metering.act-refused";

    /// <inheritdoc/>
    public override string Message => $"Meter {Meter}: {Problem}; {Remedy}.";
}

/// <summary>Installs, exchanges and removes meters. Each act is one change with one audit entry, and has its effect once for a key.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
/// <param name="utility">The utility: nothing is done on a day that has not begun in its zone.</param>
public sealed class MeterDesk(IStorage storage, IClock clock, Utility utility)
{
    /// <summary>Puts a meter in at the service point of an account that has none.</summary>
    /// <param name="account">The account's number.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="day">The day.</param>
    /// <param name="key">The caller's key: the same request again changes nothing.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<MeterActed>> InstallAsync(string account, NewMeter meter, LocalDate day, string key, Actor actor, CancellationToken cancellationToken = default) =>
        OnceAsync("meter.install", key, $"{account}|{meter.Asked}|{Iso(day)}", (meter.Number, day), actor, async unit =>
        {
            if (await unit.Customers.FindAccountAsync(account, cancellationToken).ConfigureAwait(false) is not { } found)
                return new MeterActRefused(meter.Number, $"account {account} is not known", "correct the number");
            var agreements = await unit.Customers.AgreementsOfAsync(found.Id, cancellationToken).ConfigureAwait(false);
            if (agreements.Count == 0) return new MeterActRefused(meter.Number, $"account {account} has no service point", "make its agreement first");
            var point = agreements[^1].Agreement.ServicePoint;
            var places = await unit.Metering.InstallationsAtAsync([point], cancellationToken).ConfigureAwait(false);
            if (places.FirstOrDefault(p => p.Installation.RemovedOn is not { } out_ || out_ > day).Meter is { } there)
                return new MeterActRefused(meter.Number, $"meter {there.Number} stands there on {Iso(day)}", "exchange it instead");
            var put = await PutInAsync(unit, meter, point, day, cancellationToken).ConfigureAwait(false);
            return put.IsOk ? Done($"meter {meter.Number} in at {Text(meter.FirstIndex)}, on {Iso(day)}", $"meter {meter.Number}") : put.Fault;
        }, cancellationToken);

    /// <summary>Takes a meter out and puts another in, in one act: the last index of the one and the first of the other (换表).</summary>
    /// <param name="old">The number of the meter that goes.</param>
    /// <param name="lastIndex">Its index, in thousandths; ignored where there is no dial, and worked out from the terms.</param>
    /// <param name="turn">What explains a last index lower than the reading before, if it is.</param>
    /// <param name="meter">The meter that comes.</param>
    /// <param name="day">The day.</param>
    /// <param name="key">The caller's key: the same request again changes nothing.</param>
    /// <param name="actor">Who.</param>
    /// <param name="registers">The last indexes of the further registers of the meter that goes; all of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Result<MeterActed>> ExchangeAsync(
        string old, long lastIndex, IndexTurn turn, NewMeter meter, LocalDate day, string key, Actor actor, IReadOnlyList<LastOfRegister>? registers = null, CancellationToken cancellationToken = default) =>
        OnceAsync("meter.exchange", key, $"{old}|{lastIndex}|{turn}|{meter.Asked}|{Iso(day)}{Asked(registers)}", (old, day), actor, async unit =>
        {
            var gone = await TakeOutAsync(unit, old, lastIndex, turn, day, key, registers, cancellationToken).ConfigureAwait(false);
            if (!gone.IsOk) return gone.Fault;
            if (gone.Value.Meter.Unit != meter.Unit)
                return new MeterActRefused(meter.Number, $"it counts {meter.Unit} and meter {old} counted {gone.Value.Meter.Unit}", "put one in that counts the same");
            var put = await PutInAsync(unit, meter, gone.Value.Place.ServicePoint, day, cancellationToken).ConfigureAwait(false);
            return put.IsOk ? Done($"meter {old} out at {Text(gone.Value.Place.LastIndex!.Value)}, {meter.Number} in at {Text(meter.FirstIndex)}, on {Iso(day)}", $"meter {old}") : put.Fault;
        }, cancellationToken);

    /// <summary>Takes a meter out; its last index is its last reading, and is billed with the cycle of the day.</summary>
    public Task<Result<MeterActed>> RemoveAsync(
        string number, long lastIndex, IndexTurn turn, LocalDate day, string key, Actor actor, IReadOnlyList<LastOfRegister>? registers = null, CancellationToken cancellationToken = default) =>
        OnceAsync("meter.remove", key, $"{number}|{lastIndex}|{turn}|{Iso(day)}{Asked(registers)}", (number, day), actor, async unit =>
        {
            var gone = await TakeOutAsync(unit, number, lastIndex, turn, day, key, registers, cancellationToken).ConfigureAwait(false);
            return gone.IsOk ? Done($"meter {number} out at {Text(gone.Value.Place.LastIndex!.Value)}, on {Iso(day)}", $"meter {number}") : gone.Fault;
        }, cancellationToken);

    /// <summary>Meters in place that are to be verified or replaced by a day (检定到期), the longest overdue first.</summary>
    /// <param name="by">The last day.</param>
    /// <param name="branch">Only of accounts of this branch, and of no branch; null for all.</param>
    /// <param name="book">Only those of this reading book; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<MeterInPlace>> DueAsync(LocalDate by, string? branch = null, string? book = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var maybe = await unit.Metering.MaybeDueAsync(by, by.PlusYears(-MeterVerification.ShortestYears), branch, book, cancellationToken).ConfigureAwait(false);
        return [.. maybe.Where(m => m.DueOn <= by).OrderBy(m => m.DueOn).ThenBy(m => m.Meter.Number, StringComparer.Ordinal)];
    }

    private Task<Result<MeterActed>> OnceAsync(string scope, string key, string body, (string Meter, LocalDate Day) asked, Actor actor, Func<IUnitOfWork, Task<Result<(string Done, string Subject)>>> act, CancellationToken cancellationToken) =>
        Again.IfOtherCameFirstAsync(() => TryAsync(scope, key, body, asked, actor, act, cancellationToken));

    private async Task<Result<MeterActed>> TryAsync(
        string scope, string key, string body, (string Meter, LocalDate Day) asked, Actor actor, Func<IUnitOfWork, Task<Result<(string Done, string Subject)>>> act, CancellationToken cancellationToken)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Keys.FindAsync(scope, key, cancellationToken).ConfigureAwait(false) is { } before)
            return before.BodyDigest == digest
                ? new MeterActed(before.Answer.Trim('"'), true)
                : new MeterActRefused(body.Split('|')[0], $"the key {key} was used for another request", "use a fresh key");
        var now = clock.GetCurrentInstant();
        if (asked.Day > utility.DayOf(now)) return new MeterActRefused(asked.Meter, $"{Iso(asked.Day)} has not come yet; today is {Iso(utility.DayOf(now))}", "correct the day, or enter it when it is done");
        var done = await act(unit).ConfigureAwait(false);
        if (!done.IsOk) return done.Fault;
        await unit.Keys.AddAsync(new AnsweredRequest(scope, key, digest, $"\"{done.Value.Done}\"", now), cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry { At = now, Actor = actor, Action = scope, Subject = done.Value.Subject, After = done.Value.Done }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new MeterActed(done.Value.Done, false);
    }

    internal static async Task<Result<(Meter Meter, MeterInstallation Place)>> TakeOutAsync(
        IUnitOfWork unit, string number, long lastIndex, IndexTurn turn, LocalDate day, string key, IReadOnlyList<LastOfRegister>? lasts, CancellationToken cancellationToken)
    {
        var meters = await unit.Metering.FindMetersAsync([number], cancellationToken).ConfigureAwait(false);
        if (!meters.TryGetValue(number, out var meter)) return new MeterActRefused(number, "it is not known", "correct the number");
        var places = await unit.Metering.InstallationsOfAsync([meter.Id], cancellationToken).ConfigureAwait(false);
        if (!places.TryGetValue(meter.Id, out var place)) return new MeterActRefused(number, "it is in place nowhere", "correct the number");
        var standing = (await unit.Metering.RegistersAtAsync([place.ServicePoint], cancellationToken).ConfigureAwait(false)).Where(r => r.Place.RemovedOn is null).ToList();
        if (standing.Exists(r => r.Dial.Id == meter.Id)) return new MeterActRefused(number, "it is a register of a meter", "name the meter; its registers go with it");
        lasts ??= [];
        if (standing.Find(r => lasts.Count(l => MeterRegister.NumberOf(number, l.Register) == r.Dial.Number) != 1) is { } unsaid)
            return new MeterActRefused(number, $"its register {unsaid.Dial.Number} needs a last index of its own", "give one for each register");
        if (meter.SourceKind == ReadingSourceKind.Agreed) lastIndex = await AgreedVolumes.ReadUpToAsync(unit, meter, place, day, cancellationToken).ConfigureAwait(false);
        if (lasts.Count != standing.Count) return new MeterActRefused(number, $"it has {standing.Count} further registers, not {lasts.Count}", "give the last index of those it has");
        foreach (var register in standing)
        {
            var last = lasts.First(l => MeterRegister.NumberOf(number, l.Register) == register.Dial.Number);
            if (await EndAsync(unit, register.Dial, register.Place, last.LastIndex, last.Turn, day, key, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
        }
        return await EndAsync(unit, meter, place, lastIndex, turn, day, key, cancellationToken).ConfigureAwait(false) is { } refused ? refused : (meter, place with { RemovedOn = day, LastIndex = lastIndex });
    }

    private static async Task<MeterActRefused?> EndAsync(
        IUnitOfWork unit, Meter meter, MeterInstallation place, long lastIndex, IndexTurn turn, LocalDate day, string key, CancellationToken cancellationToken)
    {
        var number = meter.Number;
        if (day <= place.InstalledOn) return new MeterActRefused(number, $"it was installed on {Iso(place.InstalledOn)}", "give a later day");
        if (lastIndex < 0) return new MeterActRefused(number, "no last index is given", "give the index that it shows");
        if (lastIndex >= meter.FullTurn) return new MeterActRefused(number, $"the last index does not fit its {meter.Dials} dials", "correct the index");

        var readings = await unit.Metering.ReadingsOfAsync([meter.Id], place.InstalledOn, cancellationToken).ConfigureAwait(false);
        if (readings.Count > 0 && readings[^1].Day > day)
            return new MeterActRefused(number, $"it was read later, on {Iso(readings[^1].Day)}", "give a day on or after that reading");
        if (readings.Count > 0 && readings[^1].Day == day)
        {
            if (readings[^1].CountedIndex != lastIndex) return new MeterActRefused(number, $"its reading of that day says {Text(readings[^1].CountedIndex)}", "correct the last index");
        }
        else
        {
            var (since, floor, estimated) = readings.Count > 0 ? (readings[^1].Day, readings[^1].CountedIndex, readings[^1].Status == ReadStatus.Estimated) : (place.InstalledOn, place.FirstIndex, false);
            if (meter.SourceKind != ReadingSourceKind.Agreed && PipeMaximum.Of(meter, NodaTime.Period.DaysBetween(since, day)) is { } most && Consumption.Registered(meter, floor, lastIndex, turn == IndexTurn.Rollover ? 1 : 0).Thousandths > most)
                return new MeterActRefused(number, $"from {Text(floor)} to {Text(lastIndex)} is more than a {meter.Size} meter can pass since {Iso(since)}", "correct the last index");
            if (lastIndex < floor && turn == IndexTurn.None && !estimated)
                return new MeterActRefused(number, $"the last index is lower than {Text(floor)}, its reading before", "say whether it rolled over or ran backwards, or correct the index");
            if (lastIndex >= floor && turn != IndexTurn.None)
                return new MeterActRefused(number, $"the last index is not lower than {Text(floor)}, its reading before", "leave the explanation out");
            var id = new Id<Reading>((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First);
            await unit.Metering.AddAsync([new Reading { Id = id, Meter = meter.Id, Day = day, Index = lastIndex, Turn = turn, Source = $"taken out, {key}" }], cancellationToken).ConfigureAwait(false);
        }
        await unit.Metering.EndAsync(place with { RemovedOn = day, LastIndex = lastIndex }, cancellationToken).ConfigureAwait(false);
        return null;
    }

    internal static async Task<Result<Meter>> PutInAsync(IUnitOfWork unit, NewMeter asked, Id<ServicePoint> point, LocalDate day, CancellationToken cancellationToken)
    {
        var meter = await DialAsync(unit, asked, cancellationToken).ConfigureAwait(false);
        if (!meter.IsOk) return meter.Fault;
        var place = new MeterInstallation { Meter = meter.Value.Id, ServicePoint = point, InstalledOn = day, FirstIndex = asked.FirstIndex };
        await unit.Metering.AddAsync([place], cancellationToken).ConfigureAwait(false);
        if (asked.Registers.Count == 0) return meter;
        var registers = new List<MeterRegister>();
        foreach (var register in asked.Registers)
        {
            if (register.Register is < 2 or > 9) return new MeterActRefused(asked.Number, $"a further register cannot be number {register.Register}", "number them 2 to 9; the meter itself is 1");
            var number = MeterRegister.NumberOf(asked.Number, register.Register);
            if (registers.Exists(r => r.Dial.Number == number)) return new MeterActRefused(asked.Number, $"register {register.Register} is named twice", "name each once");
            var build = asked with { Number = number, Dials = register.Dials ?? asked.Dials, Multiplier = register.Multiplier ?? asked.Multiplier, FirstIndex = register.FirstIndex, Seal = null, VerificationDue = null, Registers = [] };
            var dial = await DialAsync(unit, build, cancellationToken).ConfigureAwait(false);
            if (!dial.IsOk) return dial.Fault;
            registers.Add(new MeterRegister(meter.Value.Id, dial.Value, place with { Meter = dial.Value.Id, FirstIndex = register.FirstIndex }));
        }
        await unit.Metering.AddAsync(registers, cancellationToken).ConfigureAwait(false);
        return meter;
    }

    private static async Task<Result<Meter>> DialAsync(IUnitOfWork unit, NewMeter asked, CancellationToken cancellationToken)
    {
        if (asked.Dials is < 3 or > 9) return new MeterActRefused(asked.Number, $"{asked.Dials} dials are not 3 to 9", "correct the dials");
        if (asked.Multiplier < 1) return new MeterActRefused(asked.Number, "its multiplier is below one", "correct the multiplier");
        var known = (await unit.Metering.FindMetersAsync([asked.Number], cancellationToken).ConfigureAwait(false)).GetValueOrDefault(asked.Number);
        if (known is not null && (known.Size, known.Dials, known.Multiplier, known.Unit) != (asked.Size, asked.Dials, asked.Multiplier, asked.Unit))
            return new MeterActRefused(asked.Number, "it is known with another size, dials, multiplier or unit", "correct the number or the build");
        if (known is not null && (await unit.Metering.InstallationsOfAsync([known.Id], cancellationToken).ConfigureAwait(false)).ContainsKey(known.Id))
            return new MeterActRefused(asked.Number, "it stands somewhere else", "take it out there first, or correct the number");
        var meter = known ?? new Meter
        {
            Id = new((await unit.Customers.TakeIdsAsync(1, cancellationToken).ConfigureAwait(false)).First), Number = asked.Number, Size = asked.Size, Dials = asked.Dials,
            Multiplier = asked.Multiplier, Unit = asked.Unit, Seal = asked.Seal, VerificationDue = asked.VerificationDue, SourceKind = asked.SourceKind,
        };
        if (asked.FirstIndex < 0 || asked.FirstIndex >= meter.FullTurn) return new MeterActRefused(asked.Number, $"the first index does not fit its {asked.Dials} dials", "correct the index");
        if (known is null) await unit.Metering.AddAsync([meter], cancellationToken).ConfigureAwait(false);
        return meter;
    }

    private static Result<(string, string)> Done(string done, string subject) => (done, subject);

    private static string Asked(IReadOnlyList<LastOfRegister>? registers) => string.Concat((registers ?? []).Select(r => $"|{r}"));

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    private static string Text(long index) => new Volume(index, VolumeUnit.CubicMetre).ToNumberString();
}
