using System.Diagnostics.CodeAnalysis;

namespace WaterCore.Values;

/// <summary>Either a value or the <see cref="Values.Fault"/> that kept it from being.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Fault? fault) => (_value, Fault) = (value, fault);

    /// <summary>The fault, or null when there is a value.</summary>
    public Fault? Fault { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsOk => Fault is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a fault instead.</exception>
    public T Value => Fault is null ? _value! : throw new InvalidOperationException(Fault.Message);

    /// <summary>A value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A fault.</summary>
    public static implicit operator Result<T>(Fault fault) => new(default, fault);

    /// <summary>The value, or the fault's sentence.</summary>
    public override string ToString() => Fault?.Message ?? _value?.ToString() ?? "";
}
