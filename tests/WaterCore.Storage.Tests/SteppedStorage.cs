using System.Reflection;
using WaterCore.Ports;

namespace WaterCore.Storage.Tests;

/// <summary>A storage whose every call on a change waits for leave first; the calls stay what they are.</summary>
internal static class SteppedStorage
{
    /// <param name="inner">The storage.</param>
    /// <param name="before">Called before each call, with its name, such as <c>Accounts.LockAsync</c>; may wait.</param>
    /// <param name="after">Called when the call has come back, whether it went well or not.</param>
    public static IStorage Of(IStorage inner, Action<string> before, Action<string>? after = null) => new Storage(inner, before, after);

    private sealed class Storage(IStorage inner, Action<string> before, Action<string>? after) : IStorage
    {
        public string Description => inner.Description;

        public int Writers => 1;

        public ValueTask OpenAsync(CancellationToken cancellationToken = default) => inner.OpenAsync(cancellationToken);

        public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public async ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default)
        {
            before("WriteAsync");
            var unit = await inner.WriteAsync(cancellationToken);
            after?.Invoke("WriteAsync");
            return (IUnitOfWork)Stepped.Around(typeof(IUnitOfWork), unit, "", before, after);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>Stands in for any port interface.</summary>
public class Stepped : DispatchProxy
{
    private object _inner = null!;
    private string _name = "";
    private Action<string> _before = null!;
    private Action<string>? _after;

    public static object Around(Type port, object inner, string name, Action<string> before, Action<string>? after)
    {
        var proxy = (Stepped)Create(port, typeof(Stepped));
        (proxy._inner, proxy._name, proxy._before, proxy._after) = (inner, name, before, after);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        if (method.Name.StartsWith("get_", StringComparison.Ordinal) && method.ReturnType.IsInterface)
            return Around(method.ReturnType, Call(method, args)!, method.Name["get_".Length..] + ".", _before, _after);
        if (method.Name is "DisposeAsync" || !method.Name.EndsWith("Async", StringComparison.Ordinal)) return Call(method, args);
        _before(_name + method.Name);
        var result = Call(method, args);
        if (_after is null) return result;
        // Waits here, so that what comes after the call comes after its effect; the callers are on threads of their own.
        var task = result is ValueTask plain ? plain.AsTask() : result!.GetType().IsGenericType && result.GetType().GetGenericTypeDefinition() == typeof(ValueTask<>)
            ? (Task)result.GetType().GetMethod("AsTask")!.Invoke(result, null)! : Task.CompletedTask;
        try
        {
            task.Wait();
        }
        catch (AggregateException)
        {
            // The caller sees it when it awaits.
        }
        _after(_name + method.Name);
        return result is ValueTask ? new ValueTask(task) : task == Task.CompletedTask ? result : Activator.CreateInstance(result!.GetType(), task);
    }

    private object? Call(MethodInfo method, object?[]? args)
    {
        try
        {
            return method.Invoke(_inner, args);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
