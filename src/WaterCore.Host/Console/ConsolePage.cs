using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using WaterCore.Organization;

namespace WaterCore.Host.StaffConsole;

/// <summary>A page of the console: the reader's language and who is reading.</summary>
public abstract class ConsolePage : ComponentBase
{
    // From the page as it comes to the live one.
    private static readonly TimeSpan s_untilLive = TimeSpan.FromSeconds(15);

    /// <summary>The reader's language.</summary>
    [CascadingParameter] public Language Language { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    [Inject] private Utility Utility { get; set; } = null!;

    [Inject] private IMemoryCache Moment { get; set; } = null!;

    [Inject] private NavigationManager Address { get; set; } = null!;

    /// <summary>A text in the reader's language.</summary>
    protected string T(Wording text) => text.In(Language);

    /// <summary>An instant in the utility's zone.</summary>
    protected string At(Instant? at) => Shared.Show.At(at, Utility);

    /// <summary>Whether <see cref="OnceAsync"/> is at work.</summary>
    protected bool IsWorking { get; private set; }

    /// <summary>
    /// Works out what takes long. A page is asked for it twice, as it comes and a moment later when it is live; the second time it takes over what the first came to.
    /// </summary>
    protected async Task<TShown> OnceAsync<TShown>(Func<Task<TShown>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var key = (typeof(TShown), (await UserAsync()).Identity?.Name, Address.Uri, Language);
        if (RendererInfo.IsInteractive && Moment.TryGetValue(key, out TShown? before))
        {
            Moment.Remove(key);
            return before!;
        }
        IsWorking = true;
        try
        {
            // Away from the page's own thread, or it would show nothing before it is worked out: a database in this process never waits.
            var made = await Task.Run(work);
            if (!RendererInfo.IsInteractive) Moment.Set(key, made, s_untilLive);
            return made;
        }
        finally
        {
            IsWorking = false;
        }
    }

    /// <summary>Who is signed in.</summary>
    protected async Task<ClaimsPrincipal> UserAsync() => State is null ? new ClaimsPrincipal() : (await State).User;
}
