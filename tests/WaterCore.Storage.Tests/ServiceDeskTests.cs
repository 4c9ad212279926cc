using NodaTime;
using WaterCore.Conformance;
using WaterCore.Customers;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Storage.Sqlite;
using WaterCore.Values;

namespace WaterCore.Storage.Tests;

public sealed class ServiceDeskTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor s_clerk = new("li", "front-desk"), s_agent = new("wang", "hotline");
    private readonly TemporaryDirectory _directory = new();
    private readonly MoneyTown.SetClock _clock = new() { Now = Instant.FromUtc(2026, 3, 10, 2, 0) };   // 10:00 in Shanghai
    private SqliteStorage _storage = null!;
    private ServiceDesk _desk = null!;

    private ContactDesk Contacts => new(_storage, _clock);

    public async Task InitializeAsync()
    {
        _storage = new SqliteStorage(_directory.File("watercore.db"), TimeSpan.FromSeconds(30));
        await _storage.OpenAsync();
        _desk = new ServiceDesk(_storage, new Utility("t", DateTimeZone.ForOffset(Offset.FromHours(8)), Currency.Cny), _clock, WorkCalendarFile.China, CaseCategories.Shipped);
        await using var unit = await _storage.WriteAsync();
        await Town.BuildAsync(unit, 6);
        await unit.CommitAsync();
    }

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Case_FromTheFirstContactToTheRating_IsOnTheCustomersRecord()
    {
        var opened = (await _desk.OpenAsync(Draft() with { From = "0756-1", CallBack = "13800000017" }, s_agent)).Value;
        Assert.Equal((1L, "6200001"), (opened.Case.Customer!.Value.Value, (await _desk.ViewAsync(opened.Case.Id)).Value.Account!.Number));
        Assert.Equal(("wang", "dispatcher", "香洲区1号", "A"), (opened.Case.Owner, opened.Case.Position, opened.Case.Place, opened.Case.Zone));
        Assert.Equal(_clock.Now + Duration.FromHours(24), opened.Case.Due);
        Assert.True((await _desk.HandOverAsync(opened.Case.Id, "repair-crew", "valve 12", s_clerk)).IsOk);
        Assert.Equal(CaseState.Answered, (await _desk.AnswerAsync(opened.Case.Id, "修好了", s_clerk)).Value.State);
        Assert.Equal(CaseState.Open, (await _desk.CallBackAsync(opened.Case.Id, true, false, "还漏", s_clerk)).Value.State);
        Assert.True((await _desk.AnswerAsync(opened.Case.Id, "换了阀门", s_clerk)).IsOk);
        Assert.Equal(CaseState.Closed, (await _desk.CallBackAsync(opened.Case.Id, true, true, null, s_clerk)).Value.State);
        Assert.Equal(4, (await _desk.RateAsync(opened.Case.Id, 4, null, s_clerk)).Value.Rating);
        var view = (await _desk.ViewAsync(opened.Case.Id)).Value;
        Assert.Equal([CaseAct.Open, CaseAct.HandOver, CaseAct.Answer, CaseAct.CallBack, CaseAct.Answer, CaseAct.CallBack, CaseAct.Rate], view.Events.Select(e => e.Act));
        var record = (await Contacts.OfAccountAsync("6200001")).Value;
        Assert.Equal((opened.Contact.Id, opened.Case.Id), (Assert.Single(record.Contacts).Id, Assert.Single(record.Cases).Id));
        Assert.Equal(7, (await AuditAsync()).Count(a => a.StartsWith("case.", StringComparison.Ordinal)));
        // Not a word of what was said, nor a number, is in the audit trail.
        Assert.DoesNotContain(await AuditAsync(), a => a.Contains('漏', StringComparison.Ordinal) || a.Contains("0756", StringComparison.Ordinal));
        Assert.DoesNotContain(await AuditAsync(), a => a.Contains('漏') || a.Contains("0756", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Contact_OfTheSameNumberAgain_IsOneCase()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _desk.OpenAsync(Draft() with { Reference = "mail-1", Channel = ContactChannels.Email }, s_agent))));
        Assert.Single(all, o => !o.Value.Repeated);
        Assert.Single(all.Select(o => o.Value.Case.Id).Distinct());
        Assert.Single(await _desk.ListAsync(new CaseQuery()));
    }

    [Fact]
    public async Task Sender_WhoIsUnknown_OrOneOfSeveral_IsNobody()
    {
        await Contacts.AddressAsync("6200002", "0756-3", remove: false, s_clerk);
        foreach (var from in (string[])["13999999999", "0756-3"])
        {
            var taken = (await _desk.NoteAsync(Note() with { From = from }, ContactOutcome.Asked, s_agent)).Value.Contact;
            Assert.Equal((null, null, from), (taken.Customer, taken.Account, taken.Address!.Value));
        }
        Assert.Equal(2, (await Contacts.AtAddressAsync(MessageAddress.Of("0756-3")!)).Count);
        Assert.Equal(3, (await _desk.NoteAsync(Note() with { From = "0756-3", Account = "6200003" }, ContactOutcome.Noted, s_agent)).Value.Contact.Customer!.Value.Value);
    }

    [Fact]
    public async Task Case_LikeALiveOneOfTheSameHouse_SaysSo_AndIsMerged()
    {
        var first = (await _desk.OpenAsync(Draft() with { Account = "6200001" }, s_agent)).Value.Case;
        var second = (await _desk.OpenAsync(Draft() with { Account = "6200001" }, s_clerk)).Value;
        Assert.Equal([first.Id], second.Similar.Select(s => s.Id));
        Assert.Empty((await _desk.OpenAsync(Draft() with { Account = "6200002" }, s_clerk)).Value.Similar);
        Assert.Equal(first.Id, (await _desk.MergeAsync(second.Case.Id, first.Id, s_clerk)).Value.MergedInto);
        Assert.IsType<CaseNotFound>((await _desk.MergeAsync(first.Id, new(999), s_clerk)).Fault);
        Assert.Empty((await _desk.OpenAsync(Draft() with { Account = "6200001", Category = "praise" }, s_clerk)).Value.Similar);
    }

    [Fact]
    public async Task CardNumber_InWhatWasSaid_IsNeverStored()
    {
        var opened = (await _desk.OpenAsync(Draft() with { Text = "card 4111 1111 1111 1111", Answer = "not by card 4111111111111111" }, s_agent)).Value.Case;
        await _desk.RemarkAsync(opened.Id, "he said 4111-1111-1111-1111", s_clerk);
        await _storage.DisposeAsync();
        // Eight digits of it: four stand in some fraction of a second of the file now and then.
        Assert.DoesNotMatch("4111[ -]?1111", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_directory.File("watercore.db"))));
    }

    [Fact]
    public async Task BadInput_IsRefusedWithTheFieldAndKeepsNothing()
    {
        foreach (var (draft, field) in ((CaseDraft, string)[])
                 [
                     (Draft() with { Category = "repair.moon" }, "category"), (Draft() with { Subject = " " }, "subject"), (Draft() with { Subject = "a\nb" }, "subject"), (Draft() with { Channel = "" }, "channel"),
                     (Draft() with { From = "somebody" }, "from"), (Draft() with { CallBack = "tomorrow" }, "call-back"), (Draft() with { Text = new string('x', 20_001) }, "text"), (Draft() with { Answer = " " }, "answer"),
                 ])
            Assert.Equal(field, Assert.IsType<ContactInvalid>((await _desk.OpenAsync(draft, s_agent)).Fault).Field);
        Assert.IsType<Receivables.AccountNotFound>((await _desk.OpenAsync(Draft() with { Account = "1" }, s_agent)).Fault);
        Assert.Empty(await _desk.ListAsync(new CaseQuery()));
        Assert.IsType<CaseNotFound>((await _desk.AnswerAsync(new(1), "x", s_agent)).Fault);
    }

    [Fact]
    public async Task Refusal_OfWhatTheLawAsksFor_IsNotTaken()
    {
        Assert.IsType<ContactInvalid>((await Contacts.ChooseAsync("6200001", "suspension-warning", ContactChoice.Any, false, s_clerk)).Fault);
        Assert.IsType<ContactInvalid>((await Contacts.ChooseAsync("6200001", "spam", ContactChoice.Any, false, s_clerk)).Fault);
        Assert.Null(await Contacts.ChooseAsync(MessageAddress.Of("0756-1")!, "dunning", false, ContactChannels.Sms, s_clerk));
        var said = (await Contacts.ChooseAsync("6200001", "bill-ready", ContactChannels.Sms, false, s_clerk)).Value.Choices;
        Assert.Equal(["tel:07561", "customer 1"], said.Select(c => c.Subject));
        Assert.Equal((false, null), (ContactChoice.Of(said, "dunning", "Phone"), ContactChoice.Of(said, "bill-ready", "Email")));
    }

    private static CaseDraft Draft() => new() { Category = "repair.leak", Subject = "水表漏水", Channel = ContactChannels.Phone, Text = "门口一直漏" };

    private static ContactDraft Note() => new() { Channel = ContactChannels.Phone, Subject = "问余额" };

    private async Task<List<string>> AuditAsync()
    {
        await using var unit = await _storage.ReadAsync();
        var list = new List<string>();
        await foreach (var e in unit.Audit.StreamAsync()) list.Add($"{e.Entry.Action} {e.Entry.Subject} {e.Entry.Before} {e.Entry.After} {e.Entry.Reason}");
        return list;
    }
}
