using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace WaterCore.Tests.House;

/// <summary>Names of types as they are written in C#, with their nullability where the metadata states it.</summary>
internal sealed class TypeNames(Assembly own)
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(char)] = "char",
        [typeof(byte)] = "byte", [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint",
        [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(decimal)] = "decimal",
    };

    private readonly HashSet<string> _ownNames = [.. own.GetTypes().Where(t => t.IsVisible).Select(t => t.Name)];
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The full name that a type's lines begin with.</summary>
    public static string Subject(Type type)
    {
        var name = Short(type) + (type.IsGenericTypeDefinition ? $"<{string.Join(", ", type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).Select(a => a.Name))}>" : "");
        return type.IsNested ? $"{Subject(type.DeclaringType!)}.{name}" : $"{type.Namespace}.{name}";
    }

    public string Of(FieldInfo field) => Of(field.FieldType, _nullability.Create(field));

    public string Of(PropertyInfo property) => Of(property.PropertyType, _nullability.Create(property));

    public string Of(EventInfo happening) => Of(happening.EventHandlerType!, _nullability.Create(happening));

    public string Of(ParameterInfo parameter) => Of(parameter.ParameterType, _nullability.Create(parameter));

    public string Of(Type type) => Of(type, null);

    public string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Parameter));

    public string Parameter(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        return $"{way}{Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : "")}";
    }

    private static string Default(ParameterInfo parameter) =>
        parameter.RawDefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : Literal(parameter.RawDefaultValue);

    public string Generic(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";

    /// <summary>The constraints of generic parameters, such as <c> where T : class</c>.</summary>
    public string Constraints(Type[] parameters) => string.Concat(parameters.Select(parameter =>
    {
        var special = parameter.GenericParameterAttributes;
        var value = special.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var parts = parameter.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of).ToList();
        if (value) parts.Insert(0, "struct");
        if (special.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Insert(0, "class");
        if (!value && special.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint)) parts.Add("new()");
        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }));

    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text.Replace("\n", "\\n")}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private string Of(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef) return Of(type.GetElementType()!, nullability);
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (Nullable.GetUnderlyingType(type) is { } value) return Of(value, null) + "?";
        var mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsArray) return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (type.IsGenericParameter) return type.Name + mark;
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + mark;
        var name = Short(type);
        // A foreign type with the name of one of ours is written out: NodaTime has a Period too.
        if (type.Assembly != own && _ownNames.Contains(type.Name)) name = $"{type.Namespace}.{name}";
        if (!type.IsGenericType) return name + mark;
        var arguments = type.GetGenericArguments();
        var known = nullability?.GenericTypeArguments is { } inner && inner.Length == arguments.Length ? nullability.GenericTypeArguments : null;
        return $"{name}<{string.Join(", ", arguments.Select((a, i) => Of(a, known?[i])))}>{mark}";
    }

    private static string Short(Type type) => type.Name.Split('`')[0];
}
