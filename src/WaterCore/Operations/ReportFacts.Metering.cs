using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Statistics;

namespace WaterCore.Operations;

internal sealed partial class ReportFacts
{
    private async IAsyncEnumerable<(int Want, FactRecord Fact)> MeteringAsync(IReadOnlyList<FactWant> wants, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var i = 0; i < wants.Count; i++)
        {
            var (source, days) = wants[i];
            if (source == FactSource.Accounts)
            {
                foreach (var row in (await PlacesAsync(days, cancellationToken).ConfigureAwait(false)).Rows)
                    if (AccountIn(row, days) is { } fact) yield return (i, fact);
                continue;
            }
            if (source == FactSource.Districts)
            {
                await foreach (var fact in DistrictsAsync(days, cancellationToken).ConfigureAwait(false)) yield return (i, fact);
                continue;
            }
            if (TableOf(source) is not { } table) continue;
            var places = await PlacesAsync(days, cancellationToken).ConfigureAwait(false);
            (string Meter, LocalDate? Day, Instant? At, FactFinding Finding)? last = null;
            await foreach (var row in unit.FactsAsync(table, days, context.Utility.Zone, cancellationToken).ConfigureAwait(false))
            {
                Tell();
                // Where a meter was exchanged on the day, or two accounts are served at one point, the first counts.
                var same = (row.Meter, row.ReadOn, row.At, row.Finding);
                if (table is FactTable.TestedReadings or FactTable.Entries && last == same) continue;
                last = same;
                yield return (i, Of(table, row, row.AccountNumber.Length == 0 ? places.Of((Values.Id<Customers.Account>?)null) : places.Of(row.Account) is { Number.Length: > 0 } known ? known : new Place(row.AccountNumber, "", "", "", "")));
            }
        }
    }

    private FactRecord Of(FactTable table, FactRow row, Place place)
    {
        var how = row.Reading switch { ReadStatus.Read => "1-read", ReadStatus.Estimated => "2-estimated", _ => "3-none" };
        var day = row.ReadOn is { } on ? LocalDatePattern.Iso.Format(on) : "";
        return table switch
        {
            FactTable.MetersDue => new FactRecord([how, place.Class, place.Area, place.Branch, place.Number, row.Meter], [1]),
            FactTable.Bills => new FactRecord(
                [how, place.Class, place.Area, place.Branch, place.Number, row.Meter, string.Create(CultureInfo.InvariantCulture, $"{place.Number}-{row.BillFrom!.Value:yyyyMMdd}")], [1, row.VolumeThousandths]),
            FactTable.TestedReadings => new FactRecord(
                [row.Finding switch { FactFinding.NextIsLower => "1-lower", FactFinding.BillCancelled => "2-cancelled", _ => "0-right" }, place.Class, place.Area, place.Branch, place.Number, row.Meter, day], [1]),
            _ => new FactRecord(
                [row.Finding switch { FactFinding.Right => "1-first", FactFinding.RightAfterLook => "2-look", _ => "3-wrong" }, row.Reader ?? "", place.Area, place.Branch, Month(row.At!.Value), place.Number, row.Meter, day],
                [1, row.Seconds is null ? 0 : 1, row.Seconds ?? 0]),
        };
    }

    private static FactTable? TableOf(FactSource source) =>
        source == FactSource.Readings ? FactTable.MetersDue : source == FactSource.Closings ? FactTable.Bills : source == FactSource.Tested ? FactTable.TestedReadings : source == FactSource.Entries ? FactTable.Entries : null;

    private static FactRecord? AccountIn(FactRow row, Period days)
    {
        var open = row.ClosedOn is not { } closed || closed >= days.To;
        var (opened, lost) = (days.Contains(row.OpenedOn!.Value), row.ClosedOn is { } end && days.Contains(end));
        return open || opened || lost ? new FactRecord([row.UseClass ?? "", row.Tariff ?? "", row.Zone ?? "", row.Branch ?? "", row.AccountNumber], [open ? 1 : 0, opened ? 1 : 0, lost ? 1 : 0]) : null;
    }

    // A meter's volume is the sum of the steps of its index, turns of the dial included.
    private async IAsyncEnumerable<FactRecord> DistrictsAsync(Period days, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FactRow? before = null;
        string zone = "", district = "";
        long volume = 0;
        await foreach (var row in unit.FactsAsync(FactTable.DistrictReadings, days, context.Utility.Zone, cancellationToken).ConfigureAwait(false))
        {
            if (before is { } last && (last.District, last.IsMaster, last.Meter) == (row.District, row.IsMaster, row.Meter))
            {
                volume += Consumption.Registered(row.Device!, last.Index, row.Index, row.Turn == IndexTurn.Rollover ? 1 : 0).Thousandths;
            }
            else
            {
                if (before is not null) yield return Made(before);
                if (row.District != district) (district, zone) = (row.District!, row.Zone ?? "");
                volume = 0;
            }
            before = row;
        }
        if (before is not null) yield return Made(before);

        FactRecord Made(FactRow of) => new([of.District!, of.IsMaster ? "1-supplied" : "2-used", zone, of.Meter], of.IsMaster ? [volume, 0, volume] : [0, volume, -volume]);
    }
}
