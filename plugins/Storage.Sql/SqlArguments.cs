using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;

namespace WaterCore.Storage.Sql;

/// <summary>The properties of an object as the parameters of a statement, each bound as the database at hand keeps its type.</summary>
internal sealed class SqlArguments(SqlUnit unit, object values) : SqlMapper.IDynamicParameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    public void AddParameters(IDbCommand command, SqlMapper.Identity identity) => Add(unit, values, command);

    public static void Add(SqlUnit unit, object values, IDbCommand command)
    {
        foreach (var property in s_properties.GetOrAdd(values.GetType(), static type => type.GetProperties()))
        {
            var parameter = (DbParameter)command.CreateParameter();
            parameter.ParameterName = property.Name;
            unit.Bind(parameter, property.PropertyType, property.GetValue(values));
            command.Parameters.Add(parameter);
        }
    }
}
