using Mono.Cecil;
using Mono.Cecil.Cil;
using WaterCore.Values;
using Xunit.Abstractions;

namespace WaterCore.Tests.House;

public sealed class RoomGraphTests(ITestOutputHelper output)
{
    [Fact]
    public void Rooms_OfTheLibrary_NameOnlyWhatStandsBelowThem()
    {
        using var core = ModuleDefinition.ReadModule(typeof(Money).Assembly.Location);
        var graph = RoomGraph.Of(core);
        output.WriteLine(graph.Print());

        Assert.Contains("Values", graph.Rooms);
        Assert.Contains(graph.Uses, u => u is { Room: "Billing", Target: "Tariffs" });
        Assert.True(RoomRules.Check(graph) is [], string.Join('\n', RoomRules.Check(graph)));
    }

    [Fact]
    public void RoomList_ReadFromTheGroundUp_HasNoArrowUpwards()
    {
        var below = new List<string>();
        Assert.All(RoomRules.Rooms, line =>
        {
            Assert.Empty(line.MayName.Except(below));
            below.Add(line.Room);
        });
    }

    [Fact]
    public void Readme_OfTheLibrary_ListsTheRoomsThatThereAreWithTheirArrows()
    {
        using var core = ModuleDefinition.ReadModule(typeof(Money).Assembly.Location);
        var graph = RoomGraph.Of(core);

        var listed = Repository.Read("src/WaterCore/README.md").Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('|'))
            .Select(cells => $"{cells[1].Trim().Trim('`')} -> {cells[2].Trim()}".TrimEnd()).ToList();

        Assert.True(graph.Print().Split('\n').ToHashSet().SetEquals(listed), $"src/WaterCore/README.md draws another graph than the assembly has; its table is to say:\n{graph.Print()}\nand says:\n{string.Join('\n', listed)}");
    }

    public static TheoryData<string> WaysToName => ["field", "base", "interface", "generic argument", "constraint", "attribute", "attribute argument", "local", "call", "catch", "return", "array"];

    [Theory, MemberData(nameof(WaysToName))]
    public void Room_ThatNamesAHigherOne_IsReported(string way)
    {
        using var module = TinyModule(out var money, out var tariff);
        switch (way)
        {
            case "field": money.Fields.Add(new("price", FieldAttributes.Private, tariff)); break;
            case "base": money.BaseType = tariff; break;
            case "interface": money.Interfaces.Add(new(tariff)); break;
            case "generic argument": money.Fields.Add(new("prices", FieldAttributes.Private, new GenericInstanceType(module.ImportReference(typeof(List<>))) { GenericArguments = { tariff } })); break;
            case "constraint": money.GenericParameters.Add(new("T", money) { Constraints = { new(tariff) } }); break;
            case "attribute": money.CustomAttributes.Add(new(Method(tariff, ".ctor"))); break;
            case "attribute argument": money.CustomAttributes.Add(new(module.ImportReference(typeof(System.Diagnostics.DebuggerTypeProxyAttribute).GetConstructor([typeof(Type)]))) { ConstructorArguments = { new(module.ImportReference(typeof(Type)), tariff) } }); break;
            case "local": Method(money, "Add").Body.Variables.Add(new(tariff)); break;
            case "call": Method(money, "Add").Body.Instructions.Insert(0, Instruction.Create(OpCodes.Call, Method(tariff, "Price"))); break;
            case "catch": Method(money, "Add").Body.ExceptionHandlers.Add(new(ExceptionHandlerType.Catch) { CatchType = tariff }); break;
            case "return": Method(money, "Add").ReturnType = tariff; break;
            case "array": money.Fields.Add(new("all", FieldAttributes.Private, new ArrayType(tariff))); break;
        }

        var complaint = Assert.Single(RoomRules.Check(RoomGraph.Of(module)));
        Assert.StartsWith("Values -> Tariffs is not in the list: WaterCore.Values.Money", complaint);
        Assert.EndsWith("names WaterCore.Tariffs.Tariff; arrows point down, so move one of them or let a higher room join them.", complaint);
    }

    [Fact]
    public void Rooms_ThatPointAtEachOther_AreReportedAsACircle()
    {
        using var module = TinyModule(out var money, out var tariff);
        tariff.Fields.Add(new("amount", FieldAttributes.Private, money));
        money.Fields.Add(new("price", FieldAttributes.Private, tariff));

        Assert.Contains("Rooms point in a circle: Tariffs -> Values -> Tariffs.", RoomRules.Check(RoomGraph.Of(module)));
    }

    [Fact]
    public void Room_ThatNamesStatelessAndIsNotWorkflows_IsReported()
    {
        using var module = TinyModule(out var money, out _);
        var stateless = new AssemblyNameReference("Stateless", new Version(5, 0));
        module.AssemblyReferences.Add(stateless);
        money.Fields.Add(new("machine", FieldAttributes.Private, new TypeReference("Stateless", "StateMachine", module, stateless)));

        Assert.Equal(["Values must not name Stateless: WaterCore.Values.Money.machine names Stateless.StateMachine; rooms that may: Workflows."], RoomRules.Check(RoomGraph.Of(module)));
    }

    [Fact]
    public void Type_OutsideEveryRoom_IsReported()
    {
        using var module = TinyModule(out _, out _);
        module.Types.Add(new TypeDefinition("WaterCore", "Helpers", TypeAttributes.Public, module.TypeSystem.Object));
        module.Types.Add(new TypeDefinition("WaterCore.Utilities", "Text", TypeAttributes.Public, module.TypeSystem.Object));

        Assert.Equal(
            ["WaterCore.Helpers stands in no room; give it the namespace WaterCore.<Room> of its folder.",
             "Utilities is not in the list of rooms; add it to RoomRules.Rooms and src/WaterCore/README.md, or move its types."],
            RoomRules.Check(RoomGraph.Of(module)));
    }

    /// <summary>An assembly with WaterCore.Values.Money and WaterCore.Tariffs.Tariff, in which no room names another.</summary>
    private static ModuleDefinition TinyModule(out TypeDefinition money, out TypeDefinition tariff)
    {
        var module = ModuleDefinition.CreateModule("Tiny", ModuleKind.Dll);
        money = new TypeDefinition("WaterCore.Values", "Money", TypeAttributes.Public, module.TypeSystem.Object);
        tariff = new TypeDefinition("WaterCore.Tariffs", "Tariff", TypeAttributes.Public, module.TypeSystem.Object);
        foreach (var (type, name) in new[] { (money, "Add"), (tariff, "Price"), (tariff, ".ctor") })
        {
            var method = new MethodDefinition(name, MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void);
            method.Body.GetILProcessor().Emit(OpCodes.Ret);
            type.Methods.Add(method);
        }
        module.Types.Add(money);
        module.Types.Add(tariff);
        return module;
    }

    private static MethodDefinition Method(TypeDefinition type, string name) => type.Methods.Single(m => m.Name == name);
}
