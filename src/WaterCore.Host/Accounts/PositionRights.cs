using System.Security.Claims;
using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>What a person may do because of the positions (岗位) held today: added to what the roles of the login give.</summary>
internal sealed class PositionRights(IStorage storage, WorkflowEngines engines, Utility utility, IClock clock)
{
    /// <summary>The claim that says for which organisation and day the rights were worked out.</summary>
    public const string Of = "rights-of";

    // What stays with the login and its administrators, whatever a position says.
    private static readonly string[] s_never = [Permissions.LoginManage, Permissions.KeyManage, Permissions.AuditRead, Permissions.PluginsRead];

    private static readonly Dictionary<Permission, string[]> s_rights = new()
    {
        [Permission.Accept] = [Permissions.WorkUse, Permissions.CustomerRead, Permissions.BillRead, Permissions.TariffRead],
        [Permission.Handle] = [Permissions.WorkUse],
        [Permission.Supervise] = [Permissions.WorkUse, Permissions.WorkSupervise],
        [Permission.Define] = [Permissions.WorkUse, Permissions.WorkDefine],
        [Permission.TakeMoney] = [Permissions.WorkUse, Permissions.PaymentTake, Permissions.PaymentReverse, Permissions.ApprovalUse, Permissions.CustomerRead, Permissions.BillRead],
        [Permission.Refund] = [Permissions.WorkUse, Permissions.PaymentApprove, Permissions.RefundMake, Permissions.ApprovalUse, Permissions.CustomerRead, Permissions.BillRead],
        [Permission.CallBack] = [Permissions.WorkUse, Permissions.CustomerRead],
    };

    /// <summary>The permissions that a right of a position brings. A utility's own right that is called like a permission is that permission.</summary>
    public static IEnumerable<string> PermissionsOf(Permission right) =>
        s_rights.TryGetValue(right, out var some) ? some
        : Permissions.All.ContainsKey(right.Code) && !s_never.Contains(right.Code) ? [right.Code]
        : [Permissions.WorkUse];

    /// <summary>The claims of a person today.</summary>
    public async Task<IReadOnlyList<Claim>> ClaimsAsync(string signIn, CancellationToken cancellationToken = default)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var day = utility.DayOf(clock.GetCurrentInstant());
        var chart = await engines.ChartAsync(unit, cancellationToken).ConfigureAwait(false);
        var stamp = await StampAsync(unit, day, cancellationToken).ConfigureAwait(false);
        var positions = chart.PositionsOf(signIn, day).ToList();
        return [new Claim(Of, stamp), new Claim(CallScope.Claim, DataScope.Of(chart, positions).ToString()), .. positions.SelectMany(p => p.Permissions).SelectMany(PermissionsOf).Distinct(StringComparer.Ordinal).Select(p => new Claim(Permissions.Claim, p))];
    }

    /// <summary>Whether the rights of a session are those of another organisation or day: somebody was appointed, left, or midnight passed.</summary>
    public async Task<bool> AreOldAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        if (user.FindFirstValue(Of) is not { } stamp) return false;
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return stamp != await StampAsync(unit, utility.DayOf(clock.GetCurrentInstant()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a person may now do something else than the session says.</summary>
    public async Task<bool> HaveChangedAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        if (!await AreOldAsync(user, cancellationToken).ConfigureAwait(false)) return false;
        var claims = await ClaimsAsync(user.Identity?.Name ?? "", cancellationToken).ConfigureAwait(false);
        if (claims.First(c => c.Type == CallScope.Claim).Value != user.FindFirstValue(CallScope.Claim)) return true;
        var now = claims.Where(c => c.Type == Permissions.Claim).Select(c => c.Value)
            .Concat(Role.PermissionsOf(user.FindAll(ClaimTypes.Role).Select(c => c.Value)));
        return !user.FindAll(Permissions.Claim).Select(c => c.Value).ToHashSet(StringComparer.Ordinal).SetEquals(now);
    }

    private static async Task<string> StampAsync(IUnitOfWork unit, LocalDate day, CancellationToken cancellationToken) =>
        $"{await unit.Organization.RevisionAsync(cancellationToken).ConfigureAwait(false)} {NodaTime.Text.LocalDatePattern.Iso.Format(day)}";
}
