using System.Reflection;
using System.Runtime.CompilerServices;

namespace WaterCore.Tests.House;

/// <summary>The public surface of an assembly as text: one line for each type and member, each complete in itself, in ordinal order.</summary>
internal sealed class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // Made by the compiler for every record and settled by its type line and constructor.
    private static readonly string[] RecordMembers = ["Equals", "GetHashCode", "ToString", "PrintMembers", "Deconstruct", "<Clone>$", "op_Equality", "op_Inequality"];

    private readonly TypeNames _names;

    private PublicSurface(Assembly assembly) => _names = new TypeNames(assembly);

    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        var surface = new PublicSurface(assembly);
        return [.. assembly.GetTypes().Where(Visible).SelectMany(surface.Lines).Order(StringComparer.Ordinal)];
    }

    private static bool Visible(Type type) => type.IsNested
        ? Visible(type.DeclaringType!) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        : type.IsPublic;

    private IEnumerable<string> Lines(Type type)
    {
        var name = TypeNames.Subject(type);
        yield return $"{name}: {Kind(type)}{Bases(type)}{_names.Constraints(type.GetGenericArguments())}{Marks(type)}";
        if (type.IsEnum)
        {
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static)) yield return $"{name}.{field.Name} = {field.GetRawConstantValue()}";
            yield break;
        }
        if (typeof(Delegate).IsAssignableFrom(type)) yield break;
        foreach (var field in type.GetFields(Declared).Where(f => Visible(f.Attributes & FieldAttributes.FieldAccessMask)))
            yield return $"{name}.{field.Name}: {Field(field)}{_names.Of(field)}{Constant(field)}{Marks(field)}";
        foreach (var property in type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(Visible) && p.Name != "EqualityContract"))
            yield return $"{name}.{property.Name}{Index(property)}: {Modifiers(property.GetAccessors(true).First(Visible))}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{_names.Of(property)} {{ {Accessors(property)} }}{Marks(property)}";
        foreach (var happening in type.GetEvents(Declared).Where(e => Visible(e.AddMethod!)))
            yield return $"{name}.{happening.Name}: {Modifiers(happening.AddMethod!)}event {_names.Of(happening)}";
        foreach (var constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic && Visible(c)))
            yield return $"{name}.new({_names.Parameters(constructor)}){Protected(constructor)}{Marks(constructor)}";
        foreach (var method in type.GetMethods(Declared).Where(m => Visible(m) && !Implied(m)))
            yield return $"{name}.{method.Name}{_names.Generic(method.GetGenericArguments())}({_names.Parameters(method)}): {Modifiers(method)}{_names.Of(method.ReturnParameter)}{_names.Constraints(method.GetGenericArguments())}{Marks(method)}";
    }

    private string Kind(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is { } invoke) return $"delegate {_names.Of(invoke.ReturnParameter)}({_names.Parameters(invoke)})";
        if (type.IsEnum) return $"enum {type.GetEnumUnderlyingType().Name}{(type.IsDefined(typeof(FlagsAttribute)) ? " flags" : "")}";
        if (type.IsInterface) return "interface";
        var record = type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null) ? "record " : "";
        if (type.IsValueType) return $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{record}struct";
        return $"{(type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{record}class";
    }

    private string Bases(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type)) return "";
        var inherited = type.GetInterfaces().SelectMany(i => i.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType)).Select(b => _names.Of(b!))
            .Concat(type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(_names.Of).Order(StringComparer.Ordinal)).ToList();
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static bool Implied(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || (RecordMembers.Contains(method.Name) && method.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool Visible(MethodBase method) => Visible((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask));

    // The access bits of fields and methods are the same.
    private static bool Visible(FieldAttributes access) => access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Protected(MethodBase method) => method.IsPublic ? "" : " protected";

    private static string Modifiers(MethodInfo method)
    {
        var scope = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return scope + (method.IsAbstract ? "static abstract " : method.IsVirtual ? "static virtual " : "static ");
        // A member of an interface with a body is one that older plugins need not have.
        if (method.DeclaringType!.IsInterface) return scope + (method.IsAbstract ? "" : "default ");
        if (!method.IsVirtual || method.IsFinal) return scope;
        return scope + (method.IsAbstract ? "abstract " : method.GetBaseDefinition() != method ? "override " : "virtual ");
    }

    private static string Field(FieldInfo field) => (field.IsPublic ? "" : "protected ")
        + (field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : ""));

    private static string Constant(FieldInfo field) => field.IsLiteral ? " = " + TypeNames.Literal(field.GetRawConstantValue()) : "";

    private string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(_names.Parameter))}]" : "";

    private static string Accessors(PropertyInfo property) => string.Join(" ", property.GetAccessors(true).Where(Visible).Select(accessor =>
        (accessor.IsPublic || property.GetAccessors(true).All(a => !a.IsPublic) ? "" : "protected ")
        + (accessor == property.GetMethod ? "get;" : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;")));

    private static string Marks(MemberInfo member) =>
        member.GetCustomAttribute<ObsoleteAttribute>(false) is { } obsolete && !obsolete.Message!.StartsWith("Constructors of types with required", StringComparison.Ordinal) ? $" [obsolete: {obsolete.Message}]" : "";
}
