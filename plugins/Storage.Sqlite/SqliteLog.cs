using Microsoft.Win32.SafeHandles;

namespace WaterCore.Storage.Sqlite;

/// <summary>
/// Makes commits durable, those that come at the same time by one write to the disk. SQLite writes a commit to its log without waiting for the disk
/// (<c>synchronous = normal</c>), the next change begins, and each caller waits here until the log is on the disk up to its own commit.
/// A look waits too, when it saw a commit that is not on the disk yet: nobody acts on what a power cut could take back.
/// </summary>
/// <param name="path">The log's file; it is there while a connection is open.</param>
internal sealed class SqliteLog(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private SafeFileHandle? _file;
    private TaskCompletionSource? _waiting;
    private bool _flushing;
    private IOException? _failed;
    private long _begun, _ended, _durable;

    /// <summary>Called in turn, before a commit and when it is over, whether it was refused or not.</summary>
    public void Begin() => Interlocked.Increment(ref _begun);

    public void End() => Interlocked.Increment(ref _ended);

    /// <summary>Waits for the disk only when a commit may not be on it.</summary>
    public ValueTask SettleAsync() => Interlocked.Read(ref _begun) == Interlocked.Read(ref _durable) ? ValueTask.CompletedTask : DurableAsync();

    /// <summary>Waits until all that was committed before the call is on the disk.</summary>
    /// <exception cref="IOException">The disk refused. What was committed may be lost, and nothing is committed any more until the storage is opened again.</exception>
    public ValueTask DurableAsync()
    {
        lock (_gate)
        {
            // A flush under way may have begun before the commit: the next one is this caller's.
            if (_flushing) return new((_waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
            _flushing = true;
        }
        try
        {
            Flush();
        }
        finally
        {
            Next();
        }
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _file?.Dispose();

    private void Flush()
    {
        if (_failed is not null) throw new IOException(_failed.Message, _failed);
        var ended = Interlocked.Read(ref _ended);
        try
        {
            _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(_file);
        }
        catch (IOException error)
        {
            // A disk that refused once may say yes the next time without having written.
            _failed = error;
            throw;
        }
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
        if (next is not null) ThreadPool.UnsafeQueueUserWorkItem(static state => state.Log.Serve(state.Callers), (Log: this, Callers: next), preferLocal: false);
    }

    private void Serve(TaskCompletionSource callers)
    {
        try
        {
            Flush();
            callers.SetResult();
        }
        catch (IOException error)
        {
            callers.SetException(error);
        }
        finally
        {
            Next();
        }
    }
}
