using System.Globalization;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>What somebody asks a second person for.</summary>
public sealed record ApprovalRequest
{
    /// <summary>What is to be done.</summary>
    public required ApprovalAct Act { get; init; }

    /// <summary>The asker's own number of it, at most 100 characters; the same number again is the same request.</summary>
    public required string Key { get; init; }

    /// <summary>Why, at most 200 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>The account's number; not for a reversal.</summary>
    public string? Account { get; init; }

    /// <summary>How much; not for a reversal.</summary>
    public Money? Amount { get; init; }

    /// <summary>The entry to be reversed.</summary>
    public Id<AccountEntry> Entry { get; init; }

    /// <summary>The number of the account that gets a transfer.</summary>
    public string? To { get; init; }

    /// <summary>What an adjustment is, such as <c>goodwill</c>.</summary>
    public string? Kind { get; init; }
}

/// <summary>A request cannot be taken.</summary>
/// <param name="Field">The field.</param>
/// <param name="Problem">What is wrong, with the remedy.</param>
public sealed record ApprovalInvalid(string Field, string Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "money.approval-invalid";

    /// <inheritdoc/>
    public override string Message => $"The request cannot be taken: {Field}: {Problem}.";
}

/// <summary>An approval with the numbers that people say.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Account">The account's number.</param>
/// <param name="To">The number of the account that gets a transfer, or null.</param>
public sealed record ApprovalView(Approval Approval, string Account, string? To);

/// <summary>
/// Where one person asks for an act on money and another decides (四眼复核): by different machines, at different times. What is granted is done at once, in the
/// asker's name and with the decider as second person; done again after a crash it is done once, by its number.
/// </summary>
/// <param name="context">What it works with.</param>
/// <param name="payments">Does the acts.</param>
/// <param name="transfers">Moves credit.</param>
public sealed class ApprovalDesk(MoneyContext context, PaymentDesk payments, TransferDesk transfers)
{
    private const int LongestKey = 100, LongestReason = 200;

    /// <summary>Asks for an act. Nothing moves until somebody else grants it.</summary>
    public async Task<Result<Approval>> AskAsync(ApprovalRequest request, Actor asker, CancellationToken cancellationToken = default)
    {
        if (Check(request) is { } fault) return fault;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Approvals.FindAsync(asker.Name, request.Key, cancellationToken).ConfigureAwait(false) is { } known) return known;
        Id<Account> account;
        Money amount;
        Id<Account>? to = null;
        if (request.Act == ApprovalAct.Reverse)
        {
            if (await unit.Accounts.FindEntryAsync(request.Entry, cancellationToken).ConfigureAwait(false) is not { Kind: not (EntryKind.Refund or EntryKind.Reversal) } entry)
                return new EntryNotFound(request.Entry.ToString(), "entry that can be reversed");
            (account, amount) = (entry.Account, entry.Amount);
        }
        else
        {
            if (await unit.Customers.FindAccountAsync(request.Account!, cancellationToken).ConfigureAwait(false) is not { } found) return new AccountNotFound(request.Account!);
            (account, amount) = (found.Id, request.Amount!.Value);
        }
        if (request.To is { } other)
        {
            if (await unit.Customers.FindAccountAsync(other, cancellationToken).ConfigureAwait(false) is not { } taker) return new AccountNotFound(other);
            to = taker.Id;
        }
        var approval = new Approval(
            new(await unit.Approvals.NextIdAsync(cancellationToken).ConfigureAwait(false)), request.Key, request.Act, account, amount, request.Reason.Trim(), asker, context.Clock.GetCurrentInstant())
        {
            Entry = request.Entry, To = to, Kind = request.Kind,
        };
        await unit.Approvals.AddAsync(approval, cancellationToken).ConfigureAwait(false);
        await AuditAsync(unit, "approval.ask", approval, asker, approval.Reason, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return approval;
    }

    /// <summary>Grants what was asked for, and does it; or refuses it.</summary>
    /// <param name="id">The approval.</param>
    /// <param name="grant">Whether it is granted.</param>
    /// <param name="note">What the decider says; needed for a refusal.</param>
    /// <param name="decider">Who decides; not who asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>As it stands now; or why the act cannot be done, and then it goes on waiting.</returns>
    public async Task<Result<Approval>> DecideAsync(Id<Approval> id, bool grant, string? note, Actor decider, CancellationToken cancellationToken = default)
    {
        if (!grant && string.IsNullOrWhiteSpace(note)) return new ApprovalInvalid("note", "say why it is refused");
        if (note is { Length: > LongestReason }) return new ApprovalInvalid("note", $"it has more than {LongestReason} characters");
        var found = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (found is not { Approval: { State: ApprovalState.Waiting } approval }) return new ApprovalNotWaiting(id.ToString());
        if (await IsOnePersonAsync(approval.Asker.Name, decider.Name, cancellationToken).ConfigureAwait(false)) return new ApprovalOfOneself();
        if (grant && await DoAsync(found, decider, cancellationToken).ConfigureAwait(false) is { } fault) return fault;
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var decided = approval with { State = grant ? ApprovalState.Granted : ApprovalState.Refused, Decider = decider, DecidedAt = context.Clock.GetCurrentInstant(), Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim() };
        try
        {
            await unit.Approvals.DecideAsync(decided, cancellationToken).ConfigureAwait(false);
            await AuditAsync(unit, grant ? "approval.grant" : "approval.refuse", decided, decider, decided.Note, cancellationToken).ConfigureAwait(false);
            await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConflictException)
        {
            return new ApprovalNotWaiting(id.ToString());
        }
        return decided;
    }

    /// <summary>Those in a state, the latest first.</summary>
    public async Task<IReadOnlyList<ApprovalView>> ListAsync(ApprovalState state, int take = 100, CancellationToken cancellationToken = default)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var views = new List<ApprovalView>();
        foreach (var approval in await unit.Approvals.InStateAsync(state, take, cancellationToken).ConfigureAwait(false))
            views.Add(await ViewAsync(unit, approval, cancellationToken).ConfigureAwait(false));
        return views;
    }

    private async Task<ApprovalView?> FindAsync(Id<Approval> id, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Approvals.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } approval ? await ViewAsync(unit, approval, cancellationToken).ConfigureAwait(false) : null;
    }

    private static async Task<ApprovalView> ViewAsync(IUnitOfWork unit, Approval approval, CancellationToken cancellationToken)
    {
        async Task<string?> Number(Id<Account>? account) => account is { } some ? (await unit.Customers.FindAccountAsync(some, cancellationToken).ConfigureAwait(false))?.Number : null;
        return new ApprovalView(approval, await Number(approval.Account).ConfigureAwait(false) ?? "", await Number(approval.To).ConfigureAwait(false));
    }

    // A key acts for its owner: two keys of one owner, or a key and the sign-in name of its owner, are one person.
    private async Task<bool> IsOnePersonAsync(string asker, string decider, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        async ValueTask<string> Owner(string name) =>
            ApiKey.PrefixOf(name) is { } prefix && await unit.Access.FindKeyAsync(prefix, cancellationToken).ConfigureAwait(false) is { } key ? key.Owner.Trim() : name;
        return asker == decider || string.Equals(await Owner(asker).ConfigureAwait(false), await Owner(decider).ConfigureAwait(false), StringComparison.OrdinalIgnoreCase);
    }

    // Each by a number of its own, so that it is done once however often it is tried; an entry is reversed once by its nature.
    private async Task<Fault?> DoAsync(ApprovalView view, Actor decider, CancellationToken cancellationToken)
    {
        var a = view.Approval;
        var key = string.Create(CultureInfo.InvariantCulture, $"approval {a.Id}");
        switch (a.Act)
        {
            case ApprovalAct.Reverse:
                var reversed = await payments.ReverseAsync(a.Entry, a.Reason, a.Asker, decider.Name, cancellationToken).ConfigureAwait(false);
                return reversed.IsOk || (reversed.Fault is ReversedAlready && await IsOursAsync(a, decider, cancellationToken).ConfigureAwait(false)) ? null : reversed.Fault;
            case ApprovalAct.Refund:
                return (await payments.RefundAsync(view.Account, a.Amount, key, a.Reason, a.Asker, decider.Name, cancellationToken).ConfigureAwait(false)).Fault;
            case ApprovalAct.Adjust:
                return (await payments.AdjustAsync(view.Account, a.Amount, a.Kind!, key, a.Reason, a.Asker, decider.Name, cancellationToken).ConfigureAwait(false)).Fault;
            case ApprovalAct.WriteOff:
                return (await payments.WriteOffAsync(view.Account, a.Amount, key, a.Reason, a.Asker, decider.Name, cancellationToken).ConfigureAwait(false)).Fault;
            default:
                return (await transfers.TransferAsync(view.Account, view.To!, a.Amount, key, a.Reason, a.Asker, decider.Name, cancellationToken).ConfigureAwait(false)).Fault;
        }
    }

    // The reversal of an earlier try that ended before its decision was noted.
    private async Task<bool> IsOursAsync(Approval a, Actor decider, CancellationToken cancellationToken)
    {
        var unit = await context.Storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var history = (await unit.Accounts.HistoriesAsync([a.Account], context.Utility.Currency, cancellationToken).ConfigureAwait(false))[0];
        return history.Entries.Any(e => e.Kind == EntryKind.Reversal && e.Corrects == a.Entry && e.Maker == a.Asker.Name && e.Approver == decider.Name);
    }

    private static ApprovalInvalid? Check(ApprovalRequest r)
    {
        if (string.IsNullOrWhiteSpace(r.Key) || r.Key.Length > LongestKey) return new("key", $"give your own number of it, at most {LongestKey} characters");
        if (string.IsNullOrWhiteSpace(r.Reason) || r.Reason.Length > LongestReason) return new("reason", $"say why, in at most {LongestReason} characters");
        if (r.Act == ApprovalAct.Reverse) return r.Entry.Value > 0 ? null : new("entry", "name the entry to be reversed");
        if (string.IsNullOrWhiteSpace(r.Account)) return new("account", "name the account");
        if (r.Amount is not { } amount || amount.Minor == 0 || (amount.Minor < 0 && r.Act != ApprovalAct.Adjust)) return new("amount", "give an amount above zero; an adjustment below zero is a credit");
        if (r.Act == ApprovalAct.Adjust && (r.Kind is not { Length: > 0 and <= 40 } || !r.Kind.All(c => char.IsAsciiLetterLower(c) || c == '-'))) return new("kind", "say what the adjustment is, such as goodwill: small letters and dashes");
        return r.Act == ApprovalAct.Transfer && string.IsNullOrWhiteSpace(r.To) ? new("to", "name the account that gets it") : null;
    }

    private ValueTask AuditAsync(IUnitOfWork unit, string action, Approval a, Actor actor, string? reason, CancellationToken cancellationToken) => unit.Audit.AppendAsync(
        new AuditEntry { At = context.Clock.GetCurrentInstant(), Actor = actor, Action = action, Subject = $"approval {a.Id}", After = $"{a.Act} {a.Amount} of account id {a.Account}", Reason = reason }, cancellationToken);
}
