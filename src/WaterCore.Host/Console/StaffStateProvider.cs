using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using WaterCore.Host.Accounts;

namespace WaterCore.Host.StaffConsole;

/// <summary>An open page is a session too: every minute it is asked whether the person may still be here.</summary>
internal sealed class StaffStateProvider(ILoggerFactory loggers, LoginDesk desk) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        StaffSession.IsGoodAsync(authenticationState.User, desk, cancellationToken);
}
