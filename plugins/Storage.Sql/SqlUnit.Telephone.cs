using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal abstract partial class SqlUnit
{
    public ITelephoneStore Telephone => field ??= new TelephoneStore(this);

    public ICampaignStore Campaigns => field ??= new CampaignStore(this);

    public INoticeStore Notices => field ??= new NoticeStore(this);
}
