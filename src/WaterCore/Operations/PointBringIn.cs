using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What became of one thing that a collection point did on its own.</summary>
public enum BroughtIn
{
    /// <summary>It is here now.</summary>
    Added,

    /// <summary>It was brought in before.</summary>
    Before,

    /// <summary>It is here, and is not what the point thought it was: a person must look.</summary>
    Differs,

    /// <summary>It cannot be taken: a person must act.</summary>
    Refused,
}

/// <summary>One line of what a collection point did.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="What">What it was, such as <c>payment 12.00 of account 6200017</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Note">What is different or in the way; empty when nothing is.</param>
public sealed record PointLine(int Line, string What, BroughtIn Outcome, string Note);

/// <summary>
/// A collection point that loses its line goes on with a copy of the database on its own machine, and brings in later what it did: every payment and
/// reading once, however often its file is brought. What does not fit is shown, line by line, and nothing of it is lost.
/// </summary>
/// <param name="context">What it works with.</param>
/// <param name="payments">Takes the payments.</param>
/// <param name="readings">Takes the readings.</param>
public sealed class PointBringIn(MoneyContext context, PaymentDesk payments, ReadingIntake readings)
{
    private const string Version = "watercore point 1";

    private const string Reader = "point";

    private const int Batch = 500;

    /// <summary>
    /// On the point's machine, on a fresh copy: what the copy still had to tell or to send is the main office's and is put aside, so that nobody hears of it twice
    /// and only what is done here remains to be taken out.
    /// </summary>
    /// <param name="readers">Readers of the outbox beside the point's own, such as <c>webhooks</c>: they too begin with what is done here.</param>
    /// <param name="cancellationToken">Gives up; doing it again goes on.</param>
    /// <returns>How many messages were put aside.</returns>
    public async Task<int> BeginAsync(IReadOnlyCollection<string> readers, CancellationToken cancellationToken = default)
    {
        var count = 0;
        for (var left = true; left;)
        {
            var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = unit.ConfigureAwait(false);
            var pending = await unit.Outbox.PendingAsync(Batch, cancellationToken).ConfigureAwait(false);
            foreach (var message in pending) await unit.Outbox.DeliveredAsync(message.Sequence, context.Clock.GetCurrentInstant(), cancellationToken).ConfigureAwait(false);
            List<Delivery> unsent = [.. await unit.Deliveries.InStateAsync(DeliveryState.Waiting, Batch, cancellationToken).ConfigureAwait(false),
                .. await unit.Deliveries.InStateAsync(DeliveryState.Sending, Batch, cancellationToken).ConfigureAwait(false)];
            await unit.Deliveries.UpdateAsync(unsent.ConvertAll(d => d with { State = DeliveryState.Dropped, Reason = "the main office sends it" }), cancellationToken).ConfigureAwait(false);
            left = pending.Count + unsent.Count > 0;
            if (!left)
                foreach (var reader in readers.Append(Reader)) await unit.Outbox.ReadAsync(reader, null, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
            count += pending.Count + unsent.Count;
        }
        return count;
    }

    /// <summary>On the point's machine: what was done here since, one thing a line.</summary>
    /// <param name="point">The point's name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<string>> TakeOutAsync(string point, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var lines = new List<string> { new JsonObject { ["file"] = Version, ["point"] = point }.ToJsonString() };
        var did = (await unit.Outbox.UnreadAsync(Reader, 1_000_000, cancellationToken).ConfigureAwait(false)).Where(m => m.Topic is "payment.taken" or "entry.reversed" or "reading.entered")
            .Select(m => (Message: m, Body: JsonNode.Parse(m.Body)!.AsObject())).ToList();
        // Of a meter and day the last index goes: what it took the place of in the tray here would stand against it there.
        var last = did.Where(d => d.Body["index"] is not null).GroupBy(d => ((string)d.Body["meter"]!, (string)d.Body["day"]!)).ToDictionary(g => g.Key, g => g.Last().Message.Key);
        foreach (var (message, body) in did)
        {
            if (body["index"] is not null && last[((string)body["meter"]!, (string)body["day"]!)] != message.Key) continue;
            var line = new JsonObject { ["what"] = message.Topic, ["at"] = InstantPattern.ExtendedIso.Format(message.At), ["key"] = message.Key, ["body"] = body.DeepClone() };
            if (message.Topic == "payment.taken" && await unit.Accounts.FindPaymentAsync(new Id<Receivables.AccountEntry>((long)body["entry"]!), cancellationToken).ConfigureAwait(false) is { } payment)
                (line["tender"], line["drawer"], line["receipt"]) = (payment.Tender, payment.Drawer, payment.Receipt.ToString());
            lines.Add(line.ToJsonString());
        }
        return lines;
    }

    /// <summary>At the main office: brings a point's file in.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Stops after the line that is being brought in; bringing the file again goes on.</param>
    /// <exception cref="InvalidDataException">It is no such file, or a line cannot be read; nothing after that line was brought in.</exception>
    public async Task<IReadOnlyList<PointLine>> BringAsync(IReadOnlyList<string> lines, Actor actor, CancellationToken cancellationToken = default)
    {
        var head = lines.Count > 0 ? Parse(lines[0], 1) : null;
        if ((string?)head?["file"] != Version || (string?)head["point"] is not { Length: > 0 } point) throw new InvalidDataException("It is no file of a collection point; take one out with: point take-out.");
        var done = new List<PointLine>();
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0) continue;
            var line = Parse(lines[i], i + 1);
            done.Add((string?)line["what"] switch
            {
                "payment.taken" => await PaymentAsync(point, i + 1, line, actor, cancellationToken).ConfigureAwait(false),
                "reading.entered" => await ReadingAsync(point, i + 1, line, actor, cancellationToken).ConfigureAwait(false),
                "entry.reversed" => new PointLine(i + 1, $"reversal {(string?)line["key"]}", BroughtIn.Refused, "a payment was reversed at the point; reverse it here too, with its second person"),
                var other => throw new InvalidDataException($"Line {i + 1}: '{other}' is not known; update this program."),
            });
        }
        return done;
    }

    private async Task<PointLine> PaymentAsync(string point, int number, JsonObject line, Actor actor, CancellationToken cancellationToken)
    {
        var body = line["body"]!.AsObject();
        var amount = new Money((long)body["amount"]!, Currency.Of((string)body["currency"]!));
        var (account, cash) = ((string)body["account"]!, (string?)line["tender"] == "cash");
        var what = $"payment {amount} of account {account}";
        var taken = await payments.TakeAsync(new PaymentRequest
        {
            Account = account, Amount = amount, Channel = PaymentChannels.OfPoint(point), Reference = (string)line["key"]!, Tender = (string?)line["tender"] ?? "cash", Drawer = cash ? $"{point}.{(string?)line["drawer"]}" : null, Branch = point,
        }, actor, cancellationToken).ConfigureAwait(false);
        if (!taken.IsOk) return new PointLine(number, what, BroughtIn.Refused, taken.Fault.Message);
        if (taken.Value.Repeated) return new PointLine(number, what, BroughtIn.Before, "");
        var differs = new List<string>();
        var allocated = (long)body["allocated"]!;
        if (taken.Value.Allocated.Minor != allocated)
            differs.Add(string.Create(CultureInfo.InvariantCulture, $"it paid {new Money(allocated, amount.Currency)} of charges there and {taken.Value.Allocated} here, for the account was paid or billed meanwhile; {taken.Value.Advance} waits as credit"));
        if ((string?)line["receipt"] is { } receipt && receipt[(receipt.IndexOf('-', StringComparison.Ordinal) + 1)..] != taken.Value.Receipt.ToString()[(point.Length + 1)..])
            differs.Add($"its receipt there was {receipt}, here it is {taken.Value.Receipt}");
        return new PointLine(number, what, differs.Count == 0 ? BroughtIn.Added : BroughtIn.Differs, string.Join("; ", differs));
    }

    private async Task<PointLine> ReadingAsync(string point, int number, JsonObject line, Actor actor, CancellationToken cancellationToken)
    {
        var body = line["body"]!.AsObject();
        var meter = (string)body["meter"]!;
        var what = $"reading of meter {meter} on {(string)body["day"]!}";
        var taken = await readings.EnterAsync(new TypedReading
        {
            Meter = meter, Day = LocalDatePattern.Iso.Parse((string)body["day"]!).GetValueOrThrow(), Index = (long?)body["index"], Status = Enum.Parse<VisitStatus>((string)body["status"]!), Turn = Enum.Parse<IndexTurn>((string)body["turn"]!),
            Reader = (string)body["reader"]!, Photo = (string?)body["photo"], Source = $"point {point}",
        }, actor, cancellationToken).ConfigureAwait(false);
        if (!taken.IsOk) return new PointLine(number, what, BroughtIn.Refused, taken.Fault.Message);
        if (taken.Value.Repeated) return new PointLine(number, what, BroughtIn.Before, "");
        var heldThere = (bool)body["held"]!;
        return taken.Value.Held is not null == heldThere ? new PointLine(number, what, BroughtIn.Added, heldThere ? "it waits in the tray, as it did there" : "")
            : new PointLine(number, what, BroughtIn.Differs, taken.Value.Held is not null ? "it was accepted there and is held here" : "it was held there and is accepted here");
    }

    private static JsonObject Parse(string line, int number)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Line {number} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
