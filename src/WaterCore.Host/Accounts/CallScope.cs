using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Accounts;

/// <summary>Whose accounts the call that is being answered may see. Where nobody calls, as in a run or in the service itself, that is everything.</summary>
internal static class CallScope
{
    /// <summary>The claim with the branches; without it a session is tied to none.</summary>
    public const string Claim = "branches";

    private static readonly AsyncLocal<DataScope?> s_current = new();

    /// <summary>The scope of the call.</summary>
    public static DataScope Current => s_current.Value ?? DataScope.All;

    /// <summary>From here on, in this call and what it awaits.</summary>
    public static void Enter(ClaimsPrincipal user) => s_current.Value = user.FindFirstValue(Claim) is { } branches ? DataScope.Parse(branches) : DataScope.All;

    /// <summary>From here on this is work of the service's own, whoever asked for it.</summary>
    public static void Leave() => s_current.Value = null;

    /// <summary>Puts the registered storage behind the scope of calls.</summary>
    public static void AddCallScope(this IServiceCollection services)
    {
        var storage = services.Last(d => d.ServiceType == typeof(IStorage));
        services.Remove(storage);
        services.AddSingleton<IStorage>(p => new BranchScopedStorage(
            (IStorage)(storage.ImplementationInstance ?? storage.ImplementationFactory?.Invoke(p) ?? ActivatorUtilities.CreateInstance(p, storage.ImplementationType!)), () => Current));
        services.AddScoped<CircuitHandler, ScopeOfCircuit>();
    }

    /// <summary>Every request is within its caller's scope; after authentication.</summary>
    public static IApplicationBuilder UseCallScope(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Enter(context.User);
        return next(context);
    });

    // What comes in by the open connection of a page.
    private sealed class ScopeOfCircuit(AuthenticationStateProvider states) : CircuitHandler
    {
        public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
        {
            Enter((await states.GetAuthenticationStateAsync().ConfigureAwait(true)).User);
            await next(context).ConfigureAwait(true);
        };
    }
}
