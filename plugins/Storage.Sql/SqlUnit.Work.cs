using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public IWorkStore Work => field ??= new WorkStore(this);

    public IOrganizationStore Organization => field ??= new OrganizationStore(this);
}
