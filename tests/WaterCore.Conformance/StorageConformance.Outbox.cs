using WaterCore.Ports;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task OutboxReader_HasEachMessageOnce_WhateverOthersDid()
    {
        await ChangeAsync(unit => unit.Outbox.AddAsync([.. Enumerable.Range(1, 3).Select(i => new OutboxMessage($"k{i}", "t", "{}", Town.Noon))]));
        await ChangeAsync(unit => unit.Outbox.DeliveredAsync(1, Town.Noon));
        Assert.Equal([1, 2], (await LookAsync(unit => unit.Outbox.UnreadAsync("one", 2))).Select(m => m.Sequence));

        await ChangeAsync(unit => unit.Outbox.ReadAsync("one", 2));
        await ChangeAsync(unit => unit.Outbox.ReadAsync("one", 1)); // never back
        Assert.Equal(["k3"], (await LookAsync(unit => unit.Outbox.UnreadAsync("one", 10))).Select(m => m.Key));
        Assert.Equal(3, (await LookAsync(unit => unit.Outbox.UnreadAsync("other", 10))).Count);

        await ChangeAsync(unit => unit.Outbox.ReadAsync("other", null));
        Assert.Empty(await LookAsync(unit => unit.Outbox.UnreadAsync("other", 10)));
    }
}
