using System.Security.Cryptography;
using System.Text;
using NodaTime;
using WaterCore.Audit;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Publishes tariffs. What the check finds to be an error is refused here, though rating a file without storing it only warns.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class TariffDesk(IStorage storage, IClock clock)
{
    /// <summary>Publishes a document as the next revision of its tariff. The same document again changes nothing.</summary>
    /// <returns>The revision, or the fault that keeps it from being published.</returns>
    public async Task<Result<PublishedTariff>> PublishAsync(string document, string file, Actor actor, CancellationToken cancellationToken = default)
    {
        var tariff = TariffFile.ReadAny(document, file);
        if (!tariff.IsOk) return tariff.Fault;
        if (TariffCheck.Check(tariff.Value, file).FirstOrDefault(f => f.Severity == FindingSeverity.Error) is { } finding) return finding.ToFault();

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var last = (await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Code == tariff.Value.Code);
        if (last?.Digest == digest) return last;

        var published = new PublishedTariff(tariff.Value.Code, (last?.Revision ?? 0) + 1, document, digest, clock.GetCurrentInstant());
        await unit.Tariffs.AddAsync(published, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = published.PublishedAt, Actor = actor, Action = "tariff.publish", Subject = $"tariff {published.Code} revision {published.Revision}",
            Before = last?.Digest, After = digest,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return published;
    }

    /// <summary>The latest published revision of a tariff, else the shipped one of that code; null when there is neither.</summary>
    public async Task<Tariff?> LatestAsync(string code, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var published = (await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(t => t.Code == code);
        return published is not null ? TariffFile.ReadAny(published.Document, code).Value : ShippedTariffs.Codes.Contains(code) ? ShippedTariffs.Load(code) : null;
    }

    /// <summary>The live bills of a tariff with the inputs they were worked out from: the base that a simulation bills again.</summary>
    /// <param name="tariff">The tariff's code.</param>
    /// <param name="cycle">The first day of one cycle, or null for all.</param>
    /// <param name="progress">Told how many bills were gone through; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<SimulatedBill>> StoredBillsAsync(string tariff, LocalDate? cycle, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var cancelled = await unit.Accounts.CancelledAsync(cancellationToken).ConfigureAwait(false);
        var names = new Dictionary<Id<Account>, string>();
        var bills = new List<SimulatedBill>();
        long seen = 0;
        await foreach (var bill in unit.Bills.StreamAsync(cancellationToken).ConfigureAwait(false))
        {
            if (++seen % 1000 == 0) progress?.Report(seen);
            if (bill.Tariff != tariff || (cycle is { } first && bill.Cycle != first) || cancelled.ContainsKey(bill.Key)) continue;
            if (!names.TryGetValue(bill.Key.Account, out var name))
                names[bill.Key.Account] = name = (await unit.Customers.FindAccountAsync(bill.Key.Account, cancellationToken).ConfigureAwait(false))?.Number ?? bill.Key.Account.ToString();
            bills.Add(new(name, BillPacking.UnpackInputs(bill.Inputs.Span, bill.Usage)));
        }
        return bills;
    }
}
