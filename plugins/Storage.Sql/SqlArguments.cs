using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;

namespace WaterCore.Storage.Sql;

/// <summary>The properties of an object as the parameters of a statement, each bound as the database at hand keeps its type.</summary>
internal sealed class SqlArguments(SqlUnit unit, object? values) : SqlMapper.IDynamicParameters
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    public void AddParameters(IDbCommand command, SqlMapper.Identity identity) => AddTo(command);

    public void AddTo(IDbCommand command)
    {
        if (values is not null)
            foreach (var property in s_properties.GetOrAdd(values.GetType(), static type => type.GetProperties()))
                Add(command, property.Name, property.PropertyType, property.GetValue(values));
        if (unit.Scope.Branches is { } branches && command.CommandText.Contains($"@{SqlUnit.Branches}", StringComparison.Ordinal))
            Add(command, SqlUnit.Branches, typeof(object), unit.List(branches));
    }

    private void Add(IDbCommand command, string name, Type type, object? value)
    {
        var parameter = (DbParameter)command.CreateParameter();
        parameter.ParameterName = name;
        unit.Bind(parameter, type, value);
        command.Parameters.Add(parameter);
    }
}
