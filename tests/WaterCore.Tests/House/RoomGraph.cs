using Mono.Cecil;
using Mono.Cecil.Cil;

namespace WaterCore.Tests.House;

/// <summary>One use of another room or of a library: where it stands and what it names.</summary>
internal sealed record Use(string Room, string Target, string By, string Name);

/// <summary>
/// Which room names which, and which libraries each names, read from the compiled assembly: signatures, generic arguments, constraints,
/// attributes and method bodies. A constant of another room is copied by the compiler and leaves no trace.
/// </summary>
internal sealed class RoomGraph
{
    private readonly List<Use> _uses = [];
    private readonly List<Use> _libraryUses = [];
    private readonly SortedSet<string> _rooms = new(StringComparer.Ordinal);
    private readonly List<string> _roomless = [];

    /// <summary>The rooms that have a type.</summary>
    public IReadOnlyCollection<string> Rooms => _rooms;

    /// <summary>Uses of one room by another.</summary>
    public IReadOnlyList<Use> Uses => _uses;

    /// <summary>Uses of a library by a room; the runtime's own libraries are left out.</summary>
    public IReadOnlyList<Use> LibraryUses => _libraryUses;

    /// <summary>Types that stand in no room.</summary>
    public IReadOnlyList<string> Roomless => _roomless;

    public static RoomGraph Of(ModuleDefinition module)
    {
        var graph = new RoomGraph();
        foreach (var type in module.GetTypes())
            if (graph.Home(type) is { } room) new Reader(graph, module, type, room).Type();
        return graph;
    }

    /// <summary>One line per room: <c>Billing -> Customers, Values</c>.</summary>
    public string Print() => string.Join('\n', Rooms.Select(room =>
        $"{room} -> {string.Join(", ", Uses.Where(u => u.Room == room).Select(u => u.Target).Distinct().Order(StringComparer.Ordinal))}".TrimEnd()));

    /// <summary>The room of a namespace; null when it is none.</summary>
    private static string? RoomOf(string space) =>
        // Where programs look for AddWaterCore; the extension itself stands in the folder of Operations.
        space == "Microsoft.Extensions.DependencyInjection" ? "Operations"
        : space.StartsWith("WaterCore.", StringComparison.Ordinal) ? space.Split('.')[1] : null;

    private string? Home(TypeDefinition type)
    {
        var outer = Outermost(type);
        if (outer.Name.StartsWith('<') || outer.CustomAttributes.Any(a => a.AttributeType.Name is "CompilerGeneratedAttribute" or "EmbeddedAttribute")) return null;
        var room = RoomOf(outer.Namespace);
        if (room is not null) _rooms.Add(room);
        else if (type == outer) _roomless.Add(type.FullName);
        return room;
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Reads one type; what it names is written down for its room.</summary>
    private sealed class Reader(RoomGraph graph, ModuleDefinition module, TypeDefinition type, string room)
    {
        private string _by = type.FullName;

        public void Type()
        {
            Name(type.BaseType);
            foreach (var face in type.Interfaces)
            {
                Name(face.InterfaceType);
                Attributes(face);
            }
            Attributes(type);
            Generic(type);
            foreach (var field in type.Fields) Member(field, () => Name(field.FieldType));
            foreach (var property in type.Properties) Member(property, () => Name(property.PropertyType));
            foreach (var happening in type.Events) Member(happening, () => Name(happening.EventType));
            foreach (var method in type.Methods) Member(method, () => Method(method));
        }

        private void Member(IMemberDefinition member, Action read)
        {
            _by = $"{type.FullName}.{member.Name}";
            read();
            Attributes(member);
        }

        private void Method(MethodDefinition method)
        {
            Signature(method);
            Attributes(method.MethodReturnType);
            foreach (var parameter in method.Parameters) Attributes(parameter);
            Generic(method);
            foreach (var overridden in method.Overrides) Named(overridden);
            if (!method.HasBody) return;
            foreach (var local in method.Body.Variables) Name(local.VariableType);
            foreach (var handler in method.Body.ExceptionHandlers) Name(handler.CatchType);
            foreach (var instruction in method.Body.Instructions) Operand(instruction);
        }

        private void Operand(Instruction instruction)
        {
            switch (instruction.Operand)
            {
                case TypeReference named: Name(named); break;
                case MemberReference member: Named(member); break;
                case CallSite site: Signature(site); break;
            }
        }

        private void Named(MemberReference member)
        {
            Name(member.DeclaringType);
            if (member is FieldReference field) Name(field.FieldType);
            if (member is MethodReference method) Signature(method);
            if (member is GenericInstanceMethod generic)
                foreach (var argument in generic.GenericArguments) Name(argument);
        }

        private void Signature(IMethodSignature method)
        {
            Name(method.ReturnType);
            foreach (var parameter in method.Parameters) Name(parameter.ParameterType);
        }

        private void Generic(IGenericParameterProvider provider)
        {
            foreach (var parameter in provider.GenericParameters)
            {
                Attributes(parameter);
                foreach (var constraint in parameter.Constraints) Name(constraint.ConstraintType);
            }
        }

        private void Attributes(Mono.Cecil.ICustomAttributeProvider provider)
        {
            foreach (var attribute in provider.CustomAttributes)
            {
                Named(attribute.Constructor);
                foreach (var argument in attribute.ConstructorArguments) Argument(argument);
                foreach (var argument in attribute.Fields.Concat(attribute.Properties)) Argument(argument.Argument);
            }
        }

        private void Argument(CustomAttributeArgument argument)
        {
            Name(argument.Type);
            if (argument.Value is TypeReference named) Name(named);
            if (argument.Value is CustomAttributeArgument boxed) Argument(boxed);
            if (argument.Value is CustomAttributeArgument[] many)
                foreach (var one in many) Argument(one);
        }

        private void Name(TypeReference? named)
        {
            switch (named)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    foreach (var argument in generic.GenericArguments) Name(argument);
                    break;
                case FunctionPointerType pointer:
                    Signature(pointer);
                    return;
                case IModifierType modified:
                    Name(modified.ModifierType);
                    break;
            }
            if (named is TypeSpecification wrapped)
            {
                Name(wrapped.ElementType);
                return;
            }
            while (named.DeclaringType is { } outer) named = outer;
            var inModule = named.Scope == module || named.Scope is ModuleDefinition;
            if (!inModule) Library(named);
            else if (RoomOf(named.Namespace) is { } target && target != room) Add(graph._uses, target, named);
        }

        private void Library(TypeReference named)
        {
            var library = named.Scope.Name;
            if (library is "netstandard" or "mscorlib" || library == "System" || library.StartsWith("System.", StringComparison.Ordinal)) return;
            Add(graph._libraryUses, library, named);
        }

        private void Add(List<Use> uses, string target, TypeReference named)
        {
            var use = new Use(room, target, _by, named.FullName);
            if (uses.Count == 0 || uses[^1] != use) uses.Add(use);
        }
    }
}
