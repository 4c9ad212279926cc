namespace WaterCore.Storage.Sql;

/// <summary>
/// Makes commits durable, those that come at the same time by one write to the disk. A commit is made without waiting for the disk, the next change begins, and each
/// caller waits here until the log is on the disk up to its own commit. A look waits too, when it saw a commit that is not on the disk yet: nobody acts on what a
/// power cut could take back.
/// </summary>
internal abstract class CommitLog
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _flushing;
    private long _begun, _ended, _durable;

    /// <summary>Called in turn, before a commit and when it is over, whether it was refused or not.</summary>
    public void Begin() => Interlocked.Increment(ref _begun);

    public void End() => Interlocked.Increment(ref _ended);

    /// <summary>Waits for the disk only when a commit may not be on it.</summary>
    public ValueTask SettleAsync() => Interlocked.Read(ref _begun) == Interlocked.Read(ref _durable) ? ValueTask.CompletedTask : DurableAsync();

    /// <summary>Waits until all that was committed before the call is on the disk; throws what <see cref="FlushAsync"/> throws.</summary>
    public async ValueTask DurableAsync()
    {
        Task? next = null;
        lock (_gate)
        {
            // A flush under way may have begun before the commit: the next one is this caller's.
            if (_flushing) next = (_waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            else _flushing = true;
        }
        if (next is not null)
        {
            await next.ConfigureAwait(false);
            return;
        }
        try
        {
            await OnceAsync().ConfigureAwait(false);
        }
        finally
        {
            Next();
        }
    }

    /// <summary>Writes all that is committed to the disk; not called twice at once.</summary>
    protected abstract ValueTask FlushAsync();

    private async ValueTask OnceAsync()
    {
        var ended = Interlocked.Read(ref _ended);
        await FlushAsync().ConfigureAwait(false);
        Interlocked.Exchange(ref _durable, ended);
    }

    private void Next()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            (next, _waiting) = (_waiting, null);
            if (next is null) _flushing = false;
        }
        if (next is not null) ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Log.ServeAsync(state.Callers), (Log: this, Callers: next), preferLocal: false);
    }

    private async Task ServeAsync(TaskCompletionSource callers)
    {
        try
        {
            await OnceAsync().ConfigureAwait(false);
            callers.SetResult();
        }
        catch (Exception error) when (error is IOException or System.Data.Common.DbException or Ports.StorageUnavailableException)
        {
            callers.SetException(error);
        }
        finally
        {
            Next();
        }
    }
}
