using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public IServiceStore Service => field ??= new ServiceStore(this);

    public IDeliveryStore Deliveries => field ??= new DeliveryStore(this);

    public IDeskStore Desk => field ??= new DeskStore(this);
}
