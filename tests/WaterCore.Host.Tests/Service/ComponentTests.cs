using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace WaterCore.Host.Tests.Service;

public sealed class ComponentTests
{
    /// <summary>Two parameters of one name, one of them inherited perhaps, are an error that a page shows only when it draws that part.</summary>
    [Fact]
    public void Components_HaveNoTwoParametersOfOneName()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var components = typeof(Program).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ComponentBase))).ToList();
        Assert.True(components.Count > 50);
        foreach (var component in components)
        {
            var names = new List<string>();
            for (var type = component; type != typeof(ComponentBase) && type is not null; type = type.BaseType)
                names.AddRange(type.GetProperties(All).Where(p => p.IsDefined(typeof(ParameterAttribute)) || p.IsDefined(typeof(CascadingParameterAttribute))).Select(p => p.Name));
            Assert.True(names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count, $"{component.Name} has two parameters of one name among {string.Join(", ", names)}.");
        }
    }
}
