using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Host.StaffConsole;

/// <summary>A page of the console: the reader's language and who is reading.</summary>
public abstract class ConsolePage : ComponentBase
{
    /// <summary>The reader's language.</summary>
    [CascadingParameter] public Language Language { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    [Inject] private Utility Utility { get; set; } = null!;

    /// <summary>A text in the reader's language.</summary>
    protected string T(Wording text) => text.In(Language);

    /// <summary>An instant in the utility's zone.</summary>
    protected string At(Instant? at) => Shared.Show.At(at, Utility);

    /// <summary>Who is signed in.</summary>
    protected async Task<ClaimsPrincipal> UserAsync() => State is null ? new ClaimsPrincipal() : (await State).User;
}
