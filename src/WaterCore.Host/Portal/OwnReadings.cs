using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using WaterCore.Host.Accounts;
using WaterCore.Host.Service;
using WaterCore.Host.Shared;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Portal;

/// <summary>A meter that a customer may read.</summary>
/// <param name="Number">Its number.</param>
/// <param name="LastDay">The day of the last accepted reading or of the installation, or null.</param>
/// <param name="LastIndex">Its index, in thousandths.</param>
public sealed record OwnMeter(string Number, LocalDate? LastDay, long LastIndex);

/// <summary>A customer sends an own reading (自助报数). It goes through the same rules as a reader's.</summary>
internal static class OwnReadings
{
    public static void MapOwnReadings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/portal/reading", ShowAsync).RequireAuthorization(Permissions.Customer);
        routes.MapPost("/portal/reading", TakeAsync).RequireAuthorization(Permissions.Customer).WithMetadata(new RequestSizeLimitAttribute(PhotoStore.Most + 65_536));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IStorage storage, CancellationToken cancellationToken) =>
        Page.Of<ReadingPage>(context, null, ("Meters", await MetersAsync(storage, Account(context), cancellationToken)));

    private static async Task<IResult> TakeAsync(
        HttpContext context, IStorage storage, ReadingIntake intake, PhotoStore photos, Utility utility, IClock clock, [FromForm] string meter, [FromForm] string index, IFormFile? photo, CancellationToken cancellationToken)
    {
        var (account, language) = (Account(context), Languages.Of(context));
        var meters = await MetersAsync(storage, account, cancellationToken);
        // Another's meter is as good as none.
        if (meters.All(m => m.Number != meter)) return TypedResults.NotFound();
        if (TypedIndex.Thousandths(index.Trim()) is not { } thousandths) return Again(new ReadingNotTaken(meter, Not(index)));
        string? kept = null;
        if (photo is { Length: > 0 })
        {
            await using var stream = photo.OpenReadStream();
            kept = await photos.KeepAsync(stream, cancellationToken);
            if (kept is null) return Again(new ReadingNotTaken(meter, Texts.BadPhoto));
        }
        var today = utility.DayOf(clock.GetCurrentInstant());
        var taken = await intake.EnterAsync(new TypedReading { Meter = meter, Day = today, Index = thousandths, Reader = ReadingIntake.Customer, Photo = kept, Source = "portal" }, new Actor($"account {account}", "customer"), cancellationToken);
        if (!taken.IsOk) return Again(taken.Fault);
        var before = meters.Single(m => m.Number == meter);
        var (outcome, answer) = taken.Value switch
        {
            { Held: { } held } => ("held", Show.Fill(Texts.OwnReadingHeld.In(language), string.Join(language == Language.Chinese ? "；" : "; ", StoredVerdict.Read(held.Verdicts).Where(v => v.Holds).Select(v => v.Evidence.In(language))))),
            { Used: { } used } => ("accepted", Show.Fill(Texts.OwnReadingDone.In(language), Show.Day(before.LastDay), used)),
            _ => ("known", Texts.OwnReadingKnown.In(language)),
        };
        return Page.Of<ReadingPage>(context, null, ("Meters", await MetersAsync(storage, account, cancellationToken)), ("Answer", answer), ("Outcome", outcome));

        IResult Again(Fault fault) => Page.Of<ReadingPage>(context, fault, ("Meters", meters), ("Typed", (meter, index)));
    }

    private static Wording Not(string index) => new(Show.Fill(Texts.NotAnIndexPlain.Zh, index), Show.Fill(Texts.NotAnIndexPlain.En, index));

    private static async Task<IReadOnlyList<OwnMeter>> MetersAsync(IStorage storage, string account, CancellationToken cancellationToken)
    {
        await using var unit = await storage.ReadAsync(cancellationToken);
        if (await AccountFile.LoadAsync(unit, account, cancellationToken) is not { } file) return [];
        var (meters, readings) = await file.MetersAsync(unit, cancellationToken);
        var last = readings.GroupBy(r => r.Meter).ToDictionary(g => g.Key, g => g.First());
        // Only where the account is served now.
        var points = file.Agreements.Where(a => a.Agreement.To is null).Select(a => a.Agreement.ServicePoint).ToHashSet();
        return [.. meters.Where(m => m.Installation.RemovedOn is null && points.Contains(m.Installation.ServicePoint)).Select(m =>
            last.TryGetValue(m.Meter.Id, out var reading) ? new OwnMeter(m.Meter.Number, reading.Day, reading.CountedIndex) : new OwnMeter(m.Meter.Number, m.Installation.InstalledOn, m.Installation.FirstIndex))];
    }

    private static string Account(HttpContext context) => context.User.FindFirstValue(CustomerSession.AccountClaim) ?? "";
}
