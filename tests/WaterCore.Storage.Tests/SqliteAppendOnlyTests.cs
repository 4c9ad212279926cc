using Microsoft.Data.Sqlite;
using WaterCore.Conformance;
using WaterCore.Ports;
using WaterCore.Storage.Sqlite;
using WaterCore.Workflows;

namespace WaterCore.Storage.Tests;

/// <summary>What the tables themselves refuse, whoever asks: the port has no verb for it, so this is tried in SQL.</summary>
public sealed class SqliteAppendOnlyTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStorage _storage = null!;

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(10));
        await _storage.OpenAsync();
        await using var unit = await _storage.WriteAsync();
        await Town.BuildAsync(unit, 2);
        await unit.Metering.AddAsync([Town.Reading(11, 1, new(2026, 1, 31), 112_000), Town.Reading(12, 1, new(2026, 2, 28), 124_000)]);
        await unit.Bills.AddAsync([Town.Bill(1, 11, new(2026, 1, 1), new(2026, 1, 31))]);
        await unit.Receivables.PostAsync(Town.Journal(1, "run 1 batch 1"));
        await unit.Audit.AppendAsync(new() { At = Town.Noon, Actor = Organization.Actor.System, Action = "a", Subject = "s" });
        await WorkOfOneAsync(unit);
        await ApplicationOfOneAsync(unit);
        await unit.Telephone.AddAsync(new() { Id = "c1", From = "", To = "95598", ArrivedAt = Town.Noon, EndedAt = Town.Noon, Ending = Service.CallEnding.HungUp });
        await unit.CommitAsync();
        using var connection = _storage.Connect();
        connection.Run("insert into bill_cancellation select account, service_point, period_from, revision, '2026-02-01T00:00:00Z', 'misread' from bill");
    }

    // One item that has moved once.
    private static async Task WorkOfOneAsync(IUnitOfWork unit)
    {
        await unit.Organization.StoreAsync(new Organization.OrganizationData(), 0);
        await unit.Work.AddAsync(new PublishedWorkflow("w", 1, "steps: []", new string('a', 64), Town.Noon));
        var branch = new WorkBranch { Path = "1", Step = "s", Position = "p", Phase = BranchPhase.Arrived, Entered = Town.Noon };
        var item = new WorkItem { Id = new(1), Definition = "w", Version = 1, Office = "o", Subject = "x", StartedAt = Town.Noon, Revision = 1, Branches = [branch], Form = new Dictionary<string, string>() };
        await unit.Work.AddAsync(item);
        await unit.Work.AppendAsync(new WorkAct(item.Id, 1, Town.Noon, Organization.Actor.System, ActionKind.Start, "1", "s", "p", null));
        await unit.Work.UpdateAsync(item with { Revision = 2 });
        await unit.Work.AppendAsync([new Visit { Item = item.Id, Revision = 2, Path = "1", Definition = "w", Version = 1, Office = "o", Step = "s", Position = "p", Entered = Town.Noon, Left = Town.Noon, Action = ActionKind.Hand, UsedMinutes = 0 }]);
        await unit.Work.AppendAsync(new WorkAct(item.Id, 2, Town.Noon, Organization.Actor.System, ActionKind.Hand, "1", "s", "p", null));
    }

    // What was asked for, with one row in each table of it.
    private static async Task ApplicationOfOneAsync(IUnitOfWork unit)
    {
        await unit.Applications.AddAsync(new Applications.Application { Item = new(1), Kind = "w", Account = new(1), Customer = "甲", MadeAt = Town.Noon });
        await unit.Receivables.PostAsync(Town.Journal(2, "fee"));
        await unit.Accounts.AddAsync([new Receivables.AccountEntry { Id = new(9_001), Account = new(1), Kind = Receivables.EntryKind.Adjustment, Amount = Values.Money.Cny(100), Ledger = "fee.x", Day = new(2026, 1, 1), At = Town.Noon, Maker = "a", Reason = "r" }]);
        await unit.Applications.AddAsync(new Applications.ApplicationFee(new(1), 1, "x", Values.Money.Cny(100), 9_001));
        await unit.Applications.AddAsync(new Applications.AttachedDocument(new(1), 1, "identity", "a.jpg", "image/jpeg", new string('a', 64), 1, Town.Noon, "a"), new byte[] { 1 });
        await unit.Applications.AddAsync(new Applications.Material("m", "m", "piece"));
        await unit.Applications.AddAsync([new Applications.MaterialMove(new(1), "m", null, 1000, Town.Noon, "a", "n")]);
        await unit.Applications.AddAsync(new Applications.SupplyChange(new(1), 1, new(2026, 1, 2), false, new(1)));
    }

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("reading")]
    [InlineData("tariff")]
    [InlineData("bill")]
    [InlineData("bill_cancellation")]
    [InlineData("journal")]
    [InlineData("journal_line")]
    [InlineData("audit")]
    [InlineData("organization")]
    [InlineData("workflow")]
    [InlineData("work_act")]
    [InlineData("work_visit")]
    [InlineData("work_item")]
    [InlineData("work_branch")]
    [InlineData("hotline_call")]
    [InlineData("application")]
    [InlineData("application_fee")]
    [InlineData("document_content")]
    [InlineData("document")]
    [InlineData("material_move")]
    [InlineData("supply_change")]
    public void Table_ThatIsAppendOnly_RefusesUpdateDeleteAndReplace(string table)
    {
        using var connection = _storage.Connect();
        connection.Run("pragma foreign_keys = off");   // so that it is the table's own trigger that refuses
        var before = Rows(connection, table);
        Assert.NotEmpty(before);
        var column = connection.Texts($"select name from pragma_table_info('{table}')")[0];
        Refused(connection, $"update {table} set {column} = {column}");
        Refused(connection, $"delete from {table}");
        Refused(connection, $"insert or replace into {table} select * from {table}");
        Assert.Equal(before, Rows(connection, table));
    }

    [Theory]
    [InlineData("insert into audit select sequence + 2, at, actor, actor_position, action, subject, null, null, null, 'h' from audit")]
    [InlineData("insert into tariff select code, revision + 2, document, digest, published_at from tariff")]
    [InlineData("insert into journal_line values (1, 3, 'receivable', 1, 'CNY')")]
    [InlineData("insert into journal_line values (5, 0, 'a', 1, 'CNY'), (5, 1, 'b', -2, 'CNY'); insert into journal values (5, '2026-01-01', 'x')")]
    [InlineData("insert into journal_line values (5, 0, 'a', 1, 'CNY'), (5, 1, 'b', -1, 'USD'); insert into journal values (5, '2026-01-01', 'x')")]
    [InlineData("insert into journal values (5, '2026-01-01', 'x')")]
    [InlineData("insert into journal_line values (5, 0, 'a', 1, 'CNY')")]
    [InlineData("update installation set service_point = 2 where meter = 1")]
    [InlineData("insert into reading (id, meter, day, index_value, status, source) values (20, 2, '2026-02-30', 1, 0, '')")]
    [InlineData("insert into reading (id, meter, day, index_value, status, source) values (20, 2, '2026-02-03', 1.5, 0, '')")]
    [InlineData("insert into reading (id, meter, day, index_value, status, source) values (20, 2, '2026-02-03', -1, 0, '')")]
    public void Row_AgainstTheRules_IsRefused(string sql)
    {
        using var connection = _storage.Connect();
        Refused(connection, sql);
    }

    [Fact]
    public async Task Bill_CancelledAndBilledAgain_IsTheNextRevision()
    {
        var again = Town.Bill(1, 11, new(2026, 1, 1), new(2026, 1, 31));
        await using (var unit = await _storage.WriteAsync())
            await Assert.ThrowsAsync<StorageConflictException>(() => unit.Bills.AddAsync([again]).AsTask());
        await using (var unit = await _storage.WriteAsync())
        {
            await unit.Bills.AddAsync([again with { Key = again.Key with { Revision = 1 } }, Town.Bill(1, 12, new(2026, 1, 31), new(2026, 2, 28), 124_000)]);
            await unit.CommitAsync();
        }
        await using (var unit = await _storage.WriteAsync())
            await Assert.ThrowsAsync<StorageConflictException>(() => unit.Bills.AddAsync([again with { Key = again.Key with { Revision = 2 } }]).AsTask());
        await using var look = await _storage.ReadAsync();
        Assert.Equal([0, 1, 0], (await look.Bills.OfAccountAsync(new(1))).OrderBy(b => b.Key.From).ThenBy(b => b.Key.Revision).Select(b => b.Key.Revision));
    }

    [Fact]
    public async Task Candidate_LastBillCancelled_OpensWhereTheOneBeforeClosedOrAtTheStart()
    {
        await using var look = await _storage.ReadAsync();
        var candidate = (await look.Bills.CandidatesAsync(Town.January, null, 10))[0];
        Assert.Null(candidate.LastBill);
        Assert.Equal(100_000, candidate.Opening!.Index);
        Assert.Equal(112_000, candidate.Closing!.Index);
    }

    [Fact]
    public async Task Journal_OutOfBalanceInTheTable_IsFound()
    {
        using (var connection = _storage.Connect())
            connection.Run("drop trigger journal_balances; begin; insert into journal_line values (5, 0, 'a', 1, 'CNY'); insert into journal values (5, '2026-01-01', 'bad'); commit");
        await using var look = await _storage.ReadAsync();
        Assert.Equal(["bad"], await look.Receivables.UnbalancedAsync());
    }

    [Fact]
    public async Task Refusal_OfARow_SaysTheRuleTheTableAndTheIds()
    {
        await using var unit = await _storage.WriteAsync();
        var refused = await Assert.ThrowsAsync<StorageConflictException>(() => unit.Bills.AddAsync(
            [Town.Bill(2, 12, new(2026, 1, 1), new(2026, 2, 28)), Town.Bill(1, 12, new(2026, 1, 1), new(2026, 2, 28), revision: 1)]).AsTask());
        Assert.Equal("The closing reading closes another live bill already (table bill, account 1, service_point 1).", refused.Message);
    }

    [Fact]
    public async Task Refusal_OfAKey_SaysTheKey()
    {
        await using var unit = await _storage.WriteAsync();
        var refused = await Assert.ThrowsAsync<StorageConflictException>(() => unit.Customers.AddAsync([Town.Account(2) with { Id = new(99) }]).AsTask());
        Assert.Equal("This key exists already: account.number (table account, id 99).", refused.Message);
    }

    [Fact]
    public void Triggers_HavePlainMessages_SoThatOlderToolsReadTheFile()
    {
        using var connection = _storage.Connect();
        var triggers = connection.Texts("select sql from sqlite_schema where type = 'trigger'");
        Assert.NotEmpty(triggers);
        Assert.DoesNotContain(triggers, sql => sql.Contains("||", StringComparison.Ordinal));
    }

    private static void Refused(SqliteConnection connection, string sql)
    {
        connection.Run("begin");
        var error = Assert.Throws<SqliteException>(() => connection.Run($"{sql}; commit"));
        connection.Run("rollback");
        Assert.Equal(19, error.SqliteErrorCode);
    }

    private static IReadOnlyList<string> Rows(SqliteConnection connection, string table)
    {
        var columns = connection.Texts($"select name from pragma_table_info('{table}')");
        return connection.Texts($"select concat_ws('|', {string.Join(", ", columns.Select(c => $"quote({c})"))}) from {table} order by 1");
    }
}
