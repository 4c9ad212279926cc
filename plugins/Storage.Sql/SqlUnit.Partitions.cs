using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public IPartitionStore Partitions => field ??= new PartitionStore(this);

    public IDutyStore Duties => field ??= new DutyStore(this);
}
