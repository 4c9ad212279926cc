using NodaTime;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Notice_IsCurrentUntilItsEnd_WhichMoves()
    {
        var notice = new SupplyNotice
        {
            Id = new(1), Zone = "A", From = Town.Noon, Until = Town.Noon + Duration.FromHours(8), Text = new Wording("今晚停水", "No water tonight"), PublishedAt = Town.Noon, PublishedBy = "甲",
        };
        await ChangeAsync(unit => unit.Notices.AddAsync(notice));
        await RefusesAsync(unit => unit.Notices.AddAsync(notice));
        Assert.Equal(2, await LookAsync(unit => unit.Notices.NextIdAsync()));
        Assert.Equal([notice], await LookAsync(unit => unit.Notices.CurrentAsync(Town.Noon)));
        Assert.Empty(await LookAsync(unit => unit.Notices.CurrentAsync(notice.Until)));
        var moved = false;
        await ChangeAsync(async unit => moved = await unit.Notices.MoveEndAsync(new(1), Town.Noon + Duration.FromHours(2), Town.Noon));
        Assert.True(moved);
        Assert.Empty(await LookAsync(unit => unit.Notices.CurrentAsync(Town.Noon + Duration.FromHours(3))));
        await ChangeAsync(async unit => moved = await unit.Notices.MoveEndAsync(new(1), Town.Noon + Duration.FromHours(9), Town.Noon + Duration.FromHours(3)));
        Assert.False(moved);
    }
}
