using Mono.Cecil;
using WaterCore.Host.Plugins;

namespace WaterCore.Host.Tests.Plugins;

public sealed class PluginLoaderPackageTests
{
    [Fact]
    public void LoaderPackage_InTheHost_IsNamedByPluginHostAlone()
    {
        using var host = AssemblyDefinition.ReadAssembly(typeof(PluginHost).Assembly.Location);

        var users = host.MainModule.GetTypes().Where(Names).Select(type => (type.DeclaringType ?? type).FullName).Distinct();

        Assert.Equal([typeof(PluginHost).FullName!], users);
    }

    private static bool Names(TypeDefinition type) =>
        type.Fields.Any(field => IsLoader(field.FieldType))
        || type.Methods.Any(method => IsLoader(method.ReturnType) || method.Parameters.Any(parameter => IsLoader(parameter.ParameterType))
            || (method.HasBody && method.Body.Instructions.Any(step => step.Operand is MemberReference member && IsLoader(member.DeclaringType ?? member as TypeReference))));

    private static bool IsLoader(TypeReference? type) => type?.GetElementType().Scope?.Name == "McMaster.NETCore.Plugins";
}
