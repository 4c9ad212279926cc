using Microsoft.AspNetCore.Components;

namespace WaterCore.Host.StaffConsole;

/// <summary>A page that brings itself up to date: it looks again every two seconds while somebody looks at it, so that it also shows what other processes changed.</summary>
public abstract class LivePage : ConsolePage, IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private Task _looking = Task.CompletedTask;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LookAsync();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await LookAsync();
        if (RendererInfo.IsInteractive) _looking = KeepLookingAsync();
    }

    private async Task KeepLookingAsync()
    {
        using var timer = new PeriodicTimer(s_every);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await InvokeAsync(async () =>
                {
                    await LookAsync();
                    StateHasChanged();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
        catch (Ports.StorageUnavailableException)
        {
            // Looked at again when the page is loaded again; what is shown stays.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
