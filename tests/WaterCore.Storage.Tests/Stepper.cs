namespace WaterCore.Storage.Tests;

/// <summary>Lets an act on another thread go on by one call on the storage at a time.</summary>
/// <param name="blocked">Whether somebody waits for another's lock or turn just now.</param>
internal sealed class Stepper(Func<bool> blocked) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(3), Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _leave = new(0), _arrived = new(0);
    private Task _act = Task.CompletedTask;
    private volatile bool _free;

    /// <summary>Whether the act is at its end.</summary>
    public bool Ended => _act.IsCompleted;

    /// <summary>What is to be called before each call of the act.</summary>
    public void Before(string call)
    {
        if (_free) return;
        _arrived.Release();
        _leave.Wait();
    }

    /// <summary>Starts an act, which goes as far as its first call.</summary>
    public async Task StartAsync(Func<Task> act)
    {
        _act = Task.Run(act);
        await ArrivesAsync();
    }

    /// <summary>One call further; false when the act has ended, or waits for the other one within its call.</summary>
    public async Task<bool> StepAsync()
    {
        if (Ended) return false;
        _leave.Release();
        return await ArrivesAsync();
    }

    /// <summary>Lets it go on without asking. Comes back when it has ended, or waits for the other one.</summary>
    public async Task LetGoAsync()
    {
        _free = true;
        _leave.Release(1_000);
        for (var until = DateTime.UtcNow + Patience; !Ended && !blocked(); await Task.WhenAny(_act, Task.Delay(Look))) Check(until);
    }

    /// <summary>Waits for its end.</summary>
    public Task EndAsync() => _act.WaitAsync(Patience);

    public void Dispose()
    {
        _leave.Dispose();
        _arrived.Dispose();
    }

    private async Task<bool> ArrivesAsync()
    {
        for (var until = DateTime.UtcNow + Patience; ;)
        {
            if (_arrived.Wait(0)) return true;
            if (Ended) return _arrived.Wait(0);
            var arrived = _arrived.WaitAsync(Look);
            await Task.WhenAny(arrived, _act);
            if (await arrived) return true;
            if (!Ended && blocked()) return false;
            Check(until);
        }
    }

    private static void Check(DateTime until)
    {
        if (DateTime.UtcNow > until) throw new TimeoutException("The act neither goes on nor waits for the other.");
    }
}
