using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using WaterCore.Host.Accounts;

namespace WaterCore.Host.StaffConsole;

/// <summary>An open page is a session too: every minute it is asked whether the person may still be here.</summary>
internal sealed class StaffStateProvider(ILoggerFactory loggers, LoginDesk desk, PositionRights rights) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    // A page whose rights are old is closed like one of a session that ended; loaded again, it has the new ones.
    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await StaffSession.IsGoodAsync(authenticationState.User, desk, cancellationToken).ConfigureAwait(false)
        && !await rights.HaveChangedAsync(authenticationState.User, cancellationToken).ConfigureAwait(false);
}
