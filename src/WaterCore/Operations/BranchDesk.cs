using NodaTime;
using WaterCore.Audit;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Says which branch serves an account.</summary>
/// <param name="storage">Where everything is kept.</param>
/// <param name="clock">The time.</param>
public sealed class BranchDesk(IStorage storage, IClock clock)
{
    /// <summary>Gives an account to another branch: from then on that one sees it, with all of its past, and the one before does not.</summary>
    /// <param name="number">The account's number.</param>
    /// <param name="branch">The code of the branch; null: all of them see it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The account as it is now; or <see cref="AccountNotFound"/>, <see cref="OrganizationFault"/> for a branch that is not there.</returns>
    public async Task<Result<Account>> MoveAsync(string number, string? branch, string reason, Actor actor, CancellationToken cancellationToken = default)
    {
        var unit = await storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        if (await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is not { } account) return new AccountNotFound(number);
        if (account.Branch == branch) return account;
        var branches = (await unit.Organization.LoadAsync(cancellationToken).ConfigureAwait(false)).Data.Branches;
        if (branch is not null && branches.All(b => b.Code != branch))
            return new OrganizationFault(new($"分支机构 {branch}", $"branch {branch}"), new("没有这个机构", "it is not known"), OrganizationFault.UseBranch(branches.Select(b => b.Code)));
        await unit.Customers.MoveAsync(account.Id, branch, cancellationToken).ConfigureAwait(false);
        await unit.Audit.AppendAsync(new AuditEntry
        {
            At = clock.GetCurrentInstant(), Actor = actor, Action = "account.branch", Subject = $"account {number}", Before = account.Branch, After = branch, Reason = reason,
        }, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return account with { Branch = branch };
    }
}
