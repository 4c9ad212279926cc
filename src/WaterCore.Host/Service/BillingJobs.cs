using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Host.Service;

/// <summary>A billing run that is under way, or the last one that was.</summary>
internal sealed record BillingJob
{
    public required Period Cycle { get; init; }

    public required Actor By { get; init; }

    public required Instant StartedAt { get; init; }

    /// <summary>Accounts there are: about what a run goes through.</summary>
    public required long Accounts { get; init; }

    public BillingProgress Progress { get; init; }

    public BillingRunResult? Result { get; init; }

    /// <summary>Why it ended without a result, or null.</summary>
    public string? Failure { get; init; }

    public bool IsRunning => Result is null && Failure is null;
}

/// <summary>A run is under way already.</summary>
internal sealed record RunUnderWay(Period Cycle) : Fault
{
    public override string Code => "billing.run-under-way";

    public override string Message => $"A billing run of {Cycle} is under way; wait until it has finished.";

    public override bool Transient => true;
}

/// <summary>Billing runs in the background, one at a time. When the service stops, the batch under way is finished and the rest is left for the next start of the run.</summary>
internal sealed partial class BillingJobs(IServiceScopeFactory scopes, IStorage storage, IClock clock, ILogger<BillingJobs> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    private Task _work = Task.CompletedTask, _watch = Task.CompletedTask;

    /// <summary>Called after each batch and at the end, on the thread of the run.</summary>
    public event Action? Changed;

    /// <summary>The run under way or the last one since the start of the service; null when there was none.</summary>
    public BillingJob? Current { get; private set; }

    /// <summary>Begins a run.</summary>
    public async Task<Result<BillingJob>> StartAsync(Period cycle, Actor actor, CancellationToken cancellationToken)
    {
        var accounts = await CountAsync(cancellationToken).ConfigureAwait(false);
        return Start(cycle, actor, accounts, (run, progress) => run.BillAsync(cycle, actor, progress, _stop.Token));
    }

    private Result<BillingJob> Start(Period cycle, Actor actor, long accounts, Func<BillingRun, IProgress<BillingProgress>, Task<BillingRunResult>> bill)
    {
        lock (_gate)
        {
            if (Current is { IsRunning: true } running) return new RunUnderWay(running.Cycle);
            var job = new BillingJob { Cycle = cycle, By = actor, StartedAt = clock.GetCurrentInstant(), Accounts = accounts };
            Current = job;
            _work = Task.Run(() => WorkAsync(job, bill), CancellationToken.None);
            return job;
        }
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        using var scope = scopes.CreateScope();
        if (scope.ServiceProvider.GetService<IClusterView>() is not null) _watch = Task.Run(WatchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work, _watch).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    // In a cluster a run is of all hosts: each shows it and how far it is, whoever began it.
    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (Current is not { IsRunning: true } && await scope.ServiceProvider.GetRequiredService<BillingRun>().OpenAsync(_stop.Token).ConfigureAwait(false) is [var (run, cycle), ..])
                    Start(cycle, run.Actor, await CountAsync(_stop.Token).ConfigureAwait(false), (billing, progress) => billing.GoOnAsync(run, progress, _stop.Token));
            }
            catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException)
            {
                // Looked at again in a moment.
            }
            await Task.Delay(s_look, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        var unit = await storage.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        return await unit.Customers.CountAccountsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task WorkAsync(BillingJob job, Func<BillingRun, IProgress<BillingProgress>, Task<BillingRunResult>> bill)
    {
        Accounts.CallScope.Leave();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var result = await bill(scope.ServiceProvider.GetRequiredService<BillingRun>(), new Told(p => Set(job with { Progress = p }))).ConfigureAwait(false);
            Set(job with { Progress = new BillingProgress(result.Candidates, result.Billed), Result = result });
            Finished(log, result.Run.Value, job.Cycle, result.Billed);
        }
        catch (OperationCanceledException)
        {
            Set(Current! with { Failure = "stopped" });
        }
        catch (Exception e)
        {
            // The run is a task of its own: what is not caught here nobody hears of.
            Failed(log, job.Cycle, e);
            Set(Current! with { Failure = e is StorageUnavailableException or StorageConflictException ? e.Message : "unexpected" });
        }
    }

    private void Set(BillingJob job)
    {
        Current = job;
        Changed?.Invoke();
    }

    private sealed class Told(Action<BillingProgress> tell) : IProgress<BillingProgress>
    {
        public void Report(BillingProgress value) => tell(value);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Billing run {Run} of {Cycle} finished with {Bills} bills")]
    private static partial void Finished(ILogger log, long run, Period cycle, long bills);

    [LoggerMessage(Level = LogLevel.Error, Message = "The billing run of {Cycle} failed")]
    private static partial void Failed(ILogger log, Period cycle, Exception error);
}
