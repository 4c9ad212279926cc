using NodaTime;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>A piece of long work that is under way, or the last one that was.</summary>
internal sealed record BackgroundState<TResult> where TResult : class
{
    public required Actor By { get; init; }

    public required Instant StartedAt { get; init; }

    /// <summary>How far it is, in units of its own.</summary>
    public long Done { get; init; }

    public TResult? Result { get; init; }

    /// <summary>Why it ended without a result, for people; or null.</summary>
    public string? Failure { get; init; }

    public bool IsRunning => Result is null && Failure is null;
}

/// <summary>Somebody has begun already.</summary>
internal sealed record UnderWay(string By) : Fault
{
    public override string Code => "service.under-way";

    public override string Message => $"{By} has begun this already; wait until it has finished.";

    public override bool Transient => true;
}

/// <summary>Long work of one kind, one at a time, that goes on when the page that began it is closed. A stop of the service stops it between two batches.</summary>
internal sealed partial class Background<TResult>(IServiceScopeFactory scopes, IClock clock, ILogger<Background<TResult>> log) : IHostedService, IDisposable where TResult : class
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Called on every step, on the thread of the work.</summary>
    public event Action? Changed;

    /// <summary>The work under way or the last since the start of the service; null when there was none.</summary>
    public BackgroundState<TResult>? Current { get; private set; }

    /// <summary>Begins.</summary>
    public Result<BackgroundState<TResult>> Start(Actor by, Func<IServiceProvider, IProgress<long>, CancellationToken, Task<TResult>> work)
    {
        lock (_gate)
        {
            if (Current is { IsRunning: true } running) return new UnderWay(running.By.Name);
            var state = new BackgroundState<TResult> { By = by, StartedAt = clock.GetCurrentInstant() };
            Current = state;
            _work = Task.Run(() => WorkAsync(state, work), CancellationToken.None);
            return state;
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync(BackgroundState<TResult> state, Func<IServiceProvider, IProgress<long>, CancellationToken, Task<TResult>> work)
    {
        Accounts.CallScope.Leave();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var result = await work(scope.ServiceProvider, new Told(done => Set(state with { Done = done })), _stop.Token).ConfigureAwait(false);
            Set(Current! with { Result = result });
        }
        catch (OperationCanceledException)
        {
            Set(Current! with { Failure = "stopped" });
        }
        catch (Exception e)
        {
            // A task of its own: what is not caught here nobody hears of.
            Failed(log, typeof(TResult).Name, e);
            Set(Current! with { Failure = e is StorageUnavailableException or StorageConflictException ? e.Message : "unexpected" });
        }
    }

    private void Set(BackgroundState<TResult> state)
    {
        Current = state;
        Changed?.Invoke();
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The work {What} failed")]
    private static partial void Failed(ILogger log, string what, Exception error);
}

/// <summary>Registers long work.</summary>
internal static class BackgroundRegistration
{
    public static IServiceCollection AddBackground<TResult>(this IServiceCollection services) where TResult : class =>
        services.AddSingleton<Background<TResult>>().AddHostedService(p => p.GetRequiredService<Background<TResult>>());
}

/// <summary>What is owed by age, and what is to be done about it.</summary>
/// <param name="Arrears">By age.</param>
/// <param name="Decided">The steps decided.</param>
/// <param name="Dry">Whether it was a trial.</param>
internal sealed record ArrearsLook(Operations.Arrears Arrears, Operations.DunningResult Decided, bool Dry)
{
    /// <summary>Looks, or does it.</summary>
    public static async Task<ArrearsLook> RunAsync(IServiceProvider services, bool dry, Actor actor, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var decided = await services.GetRequiredService<Operations.DunningRun>().RunAsync(dry, actor, progress, cancellationToken).ConfigureAwait(false);
        return new ArrearsLook(await services.GetRequiredService<Operations.AccountDesk>().ArrearsAsync(cancellationToken: cancellationToken).ConfigureAwait(false), decided, dry);
    }
}
