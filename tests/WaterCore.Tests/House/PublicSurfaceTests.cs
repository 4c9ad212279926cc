using System.Reflection;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using WaterCore.Values;

namespace WaterCore.Tests.House;

public sealed class PublicSurfaceTests
{
    private const string Reviewed = "tests/WaterCore.Tests/House/PublicSurface.txt";
    private const string Update = "WATERCORE_UPDATE_SURFACE";

    [Fact]
    public void Surface_OfTheLibrary_IsTheOneUnderReview()
    {
        var surface = PublicSurface.Of(typeof(Money).Assembly);
        var file = Path.Combine(Repository.Root, Reviewed);
        if (Environment.GetEnvironmentVariable(Update) == "1") File.WriteAllText(file, string.Join('\n', surface) + "\n");

        var difference = Difference(File.ReadAllLines(file), surface);
        Assert.True(difference is null, difference);
    }

    [Fact]
    public void Surface_WithAMemberMoreAndOneChanged_IsReportedLineByLineWithTheRemedy()
    {
        var before = Load(module => Public(module, "Bill", ("Total", module.TypeSystem.Int64), ("Year", module.TypeSystem.Int32)));
        var after = Load(module => Public(module, "Bill", ("Total", module.TypeSystem.String), ("Year", module.TypeSystem.Int32), ("Due", module.TypeSystem.Int32)));

        Assert.Equal(
            $"""
            The public surface is not the one under review.
            - Tiny.Bill.Total(): long
            + Tiny.Bill.Due(): int
            + Tiny.Bill.Total(): string
            If the change is meant, run the test with {Update}=1 and commit {Reviewed}; a member that plugins call may be added, not changed.
            """, Difference(PublicSurface.Of(before), PublicSurface.Of(after)));
    }

    [Fact]
    public void Surface_OfWhatTheCompilerKnows_IsWrittenAsInCSharp()
    {
        var lines = PublicSurface.Of(typeof(Money).Assembly);

        Assert.Contains("WaterCore.Values.Money: readonly record struct : IComparable<Money>, IEquatable<Money>", lines);
        Assert.Contains("WaterCore.Customers.Customer.Phone: string? { get; init; }", lines);
        Assert.Contains("WaterCore.Customers.Customer.Name: required string { get; init; }", lines);
        Assert.Contains("Microsoft.Extensions.DependencyInjection.WaterCoreServiceCollectionExtensions.AddWaterCore(this IServiceCollection services, Utility? utility = null): static IServiceCollection", lines);
        Assert.DoesNotContain(lines, line => line.Contains("<Clone>", StringComparison.Ordinal));
    }

    // Order is not compared: the lines are complete in themselves, so two branches' additions merge as they come.
    private static string? Difference(IReadOnlyList<string> reviewed, IReadOnlyList<string> actual)
    {
        var gone = reviewed.Except(actual).Select(l => "- " + l).ToList();
        var come = actual.Except(reviewed).Select(l => "+ " + l).ToList();
        return gone.Count + come.Count == 0 ? null : string.Join('\n',
        [
            "The public surface is not the one under review.", .. gone, .. come,
            $"If the change is meant, run the test with {Update}=1 and commit {Reviewed}; a member that plugins call may be added, not changed.",
        ]);
    }

    private static Assembly Load(Action<ModuleDefinition> fill, [CallerMemberName] string name = "")
    {
        using var assembly = AssemblyDefinition.CreateAssembly(new(name + Guid.NewGuid().ToString("N"), new(1, 0)), "Tiny", ModuleKind.Dll);
        fill(assembly.MainModule);
        using var bytes = new MemoryStream();
        assembly.Write(bytes);
        return Assembly.Load(bytes.ToArray());
    }

    private static void Public(ModuleDefinition module, string name, params (string Name, TypeReference Returns)[] methods)
    {
        var type = new TypeDefinition("Tiny", name, Mono.Cecil.TypeAttributes.Public, module.TypeSystem.Object);
        module.Types.Add(type);
        foreach (var method in methods)
        {
            var made = new MethodDefinition(method.Name, Mono.Cecil.MethodAttributes.Public, method.Returns);
            made.Body.GetILProcessor().Emit(Mono.Cecil.Cil.OpCodes.Ret);
            type.Methods.Add(made);
        }
    }
}
