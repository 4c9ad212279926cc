using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;

namespace WaterCore.Storage.Sql;

/// <summary>The properties of an object as the parameters of a statement, each bound as the database at hand keeps its type.</summary>
internal static class SqlArguments
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    public static void Bind(SqlUnit unit, DbCommand command, object? values)
    {
        if (values is not null)
            foreach (var property in s_properties.GetOrAdd(values.GetType(), static type => type.GetProperties()))
                Add(unit, command, property.Name, property.PropertyType, property.GetValue(values));
        if (unit.Scope.Branches is { } branches && command.CommandText.Contains($"@{SqlUnit.Branches}", StringComparison.Ordinal))
            Add(unit, command, SqlUnit.Branches, typeof(object), unit.List(branches));
    }

    private static void Add(SqlUnit unit, DbCommand command, string name, Type type, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        unit.Bind(parameter, type, value);
        command.Parameters.Add(parameter);
    }
}
