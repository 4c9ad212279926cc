using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;

namespace WaterCore.Storage.Sql;

/// <summary>The properties of an object as the parameters of a statement, each bound as the database at hand keeps its type.</summary>
internal static class SqlArguments
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    public static void Bind(SqlUnit unit, DbCommand command, object values)
    {
        foreach (var property in s_properties.GetOrAdd(values.GetType(), static type => type.GetProperties()))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = property.Name;
            unit.Bind(parameter, property.PropertyType, property.GetValue(values));
            command.Parameters.Add(parameter);
        }
    }
}
