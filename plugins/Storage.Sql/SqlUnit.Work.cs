using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public IWorkStore Work => field ??= new WorkStore(this);

    public IApplicationStore Applications => field ??= new ApplicationStore(this);

    public IOrganizationStore Organization => field ??= new OrganizationStore(this);
}
