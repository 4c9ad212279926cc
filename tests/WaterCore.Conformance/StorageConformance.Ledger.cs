using NodaTime;
using WaterCore.Audit;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Conformance;

public abstract partial class StorageConformance
{
    [SkippableFact]
    public async Task Journals_Posted_AddUpByLedgerAndCurrency()
    {
        await ChangeAsync(async unit =>
        {
            await unit.Receivables.PostAsync(Town.Journal(1, "run 1 batch 1", 1000));
            await unit.Receivables.PostAsync(Town.Journal(2, "run 1 batch 2", 234));
            await unit.Receivables.PostAsync(new Journal(new(3), Town.Start, "usd",
                [new JournalLine("receivable", new Money(5, Currency.Usd)), new JournalLine("bank", new Money(-5, Currency.Usd))]));
        });
        await using var look = await Storage.ReadAsync();
        Assert.Equal(
            [new("bank", new Money(-5, Currency.Usd)), new("receivable", Money.Cny(1234)), new("receivable", new Money(5, Currency.Usd)), new("revenue.water", Money.Cny(-1234))],
            await look.Receivables.TrialBalanceAsync());
        Assert.Empty(await look.Receivables.UnbalancedAsync());
    }

    [SkippableFact]
    public async Task Audit_AppendedByEightTasks_HasNoGapAndIsUnbroken()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                await ChangeAsync(async unit =>
                {
                    await unit.Audit.AppendAsync(Entry($"task {task} entry {i}"));
                    await unit.Audit.AppendAsync(Entry($"task {task} entry {i} again"));
                });
        })));
        await using var look = await Storage.ReadAsync();
        var entries = await ListAsync(look.Audit.StreamAsync());
        Assert.Equal(Enumerable.Range(1, 400).Select(n => (long)n), entries.Select(e => e.Sequence));
        Assert.Equal(400, entries.Select(e => e.Entry.Subject).Distinct().Count());
        Assert.Null(await AuditChain.FirstBreakAsync(look.Audit.StreamAsync()));
    }

    [SkippableFact]
    public async Task Audit_Undone_LeavesNoGap()
    {
        await ChangeAsync(unit => unit.Audit.AppendAsync(Entry("one")));
        await using (var undone = await Storage.WriteAsync()) await undone.Audit.AppendAsync(Entry("undone"));
        var full = Entry("two") with { Before = "", After = "新", Reason = "r", At = Town.Noon + Duration.FromNanoseconds(123_456_789) };
        await ChangeAsync(unit => unit.Audit.AppendAsync(full));
        await using var look = await Storage.ReadAsync();
        var entries = await ListAsync(look.Audit.StreamAsync());
        Assert.Equal([Entry("one"), full], entries.ConvertAll(e => e.Entry));
        Assert.Null(await AuditChain.FirstBreakAsync(look.Audit.StreamAsync()));
    }

    [SkippableFact]
    public async Task RequestKey_NotedTwice_IsRefused()
    {
        var request = new AnsweredRequest("import.readings", "k", "d", "{}", Town.Noon);
        await ChangeAsync(unit => unit.Keys.AddAsync(request));
        await ChangeAsync(unit => unit.Keys.AddAsync(request with { Scope = "import.customers" }));
        await RefusesAsync(unit => unit.Keys.AddAsync(request with { BodyDigest = "other" }));
        Assert.Equal(request, await LookAsync(unit => unit.Keys.FindAsync("import.readings", "k")));
        Assert.Null(await LookAsync(unit => unit.Keys.FindAsync("import.readings", "l")));
    }

    [SkippableFact]
    public async Task RequestKey_RacedByEightTasks_HasOneEffect()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            try
            {
                await ChangeAsync(async unit =>
                {
                    await unit.Receivables.PostAsync(Town.Journal(task + 1, $"task {task}", 100));
                    await unit.Keys.AddAsync(new AnsweredRequest("pay", "k", "d", "{}", Town.Noon));
                });
                return true;
            }
            catch (StorageConflictException)
            {
                return false;
            }
        })));
        Assert.Single(won, w => w);
        Assert.Equal(100, (await LookAsync(unit => unit.Receivables.TrialBalanceAsync())).Single(l => l.Ledger == "receivable").Amount.Minor);
    }

    private static AuditEntry Entry(string subject) => new() { At = Town.Noon, Actor = Actor.System, Action = "test", Subject = subject };
}
