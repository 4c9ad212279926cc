using System.Reflection;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>An interface of which a test uses some verbs only; the others throw.</summary>
public class Only : DispatchProxy
{
    private Dictionary<string, Func<object?[], object?>> _verbs = [];

    public static T Of<T>(params (string Verb, Func<object?[], object?> Do)[] verbs) where T : class
    {
        var proxy = Create<T, Only>();
        ((Only)(object)proxy)._verbs = verbs.ToDictionary(v => v.Verb, v => v.Do);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _verbs.TryGetValue(targetMethod!.Name, out var verb) ? verb(args ?? []) : throw new NotSupportedException($"{targetMethod.DeclaringType!.Name}.{targetMethod.Name} is not part of this test.");
}
