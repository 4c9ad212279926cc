using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public IAccountStore Accounts => field ??= new AccountStore(this);

    public ICashStore Cash => field ??= new CashStore(this);

    public IApprovalStore Approvals => field ??= new ApprovalStore(this);

    public IDunningStore Dunning => field ??= new DunningStore(this);

    public IOutboxStore Outbox => field ??= new OutboxStore(this);
}
