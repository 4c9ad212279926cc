using FsCheck.Xunit;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Organization;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Tests.Service.Contacts;

public sealed class ContactGovernorTests
{
    private static readonly ContactRules s_rules = new() { PerDay = 2, PerWeek = 3 };
    private static readonly ContactGovernor s_governor = new(s_rules, WorkCalendarFile.China);
    private static readonly ContactRoute s_sms = new("Sms", new(AddressKind.Phone, "13800000017")), s_mail = new("Email", new(AddressKind.Email, "li@example.org"));

    // A Tuesday that is worked.
    private static readonly LocalDateTime s_ten = new(2026, 3, 10, 10, 0);

    [Fact]
    public void Message_WhenNothingSpeaksAgainstIt_GoesByTheFirstRoute() => Assert.Equal((ContactVerdict.Send, s_sms), Verdict(Facts(ContactPurpose.Dunning)));

    [Fact]
    public void Debt_PaidAMomentAgo_IsNotRemindedOf()
    {
        var decision = s_governor.Decide(Facts(ContactPurpose.Dunning) with { Settled = true });
        Assert.Equal((ContactVerdict.Drop, "settled"), (decision.Verdict, decision.Reason));
    }

    [Theory]
    [InlineData(10, 7, 59, 10, 8, 0)]      // a working day
    [InlineData(10, 21, 0, 11, 8, 0)]
    [InlineData(13, 23, 0, 14, 9, 0)]      // Friday night: the day of rest begins later
    [InlineData(14, 20, 0, 15, 9, 0)]
    [InlineData(15, 20, 0, 16, 8, 0)]
    public void Message_InQuietHours_WaitsForTheirEnd(int day, int hour, int minute, int thenDay, int thenHour, int thenMinute)
    {
        var decision = s_governor.Decide(Facts(ContactPurpose.Outage) with { Now = new(2026, 3, day, hour, minute) });
        Assert.Equal((ContactVerdict.Wait, "quiet-hours", new LocalDateTime(2026, 3, thenDay, thenHour, thenMinute)), (decision.Verdict, decision.Reason, decision.At));
    }

    [Fact]
    public void Holiday_HasTheHoursOfADayOfRest_AndAMakeUpDayThoseOfWork()
    {
        // The China calendar: Labour Day is a holiday; Saturday 9 May 2026 is worked for it.
        Assert.False(WorkCalendarFile.China.IsWorkingDay(new(2026, 5, 1)));
        Assert.Equal(new LocalDateTime(2026, 5, 1, 9, 0), s_governor.Decide(Facts(ContactPurpose.Outage) with { Now = new(2026, 5, 1, 8, 30) }).At);
        Assert.True(WorkCalendarFile.China.IsWorkingDay(new(2026, 5, 9)));
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(Facts(ContactPurpose.Outage) with { Now = new(2026, 5, 9, 8, 30) }).Verdict);
    }

    [Fact]
    public void Emergency_AtNightAndOverBudgetAndRefused_GoesAllTheSame()
    {
        var facts = Facts(ContactPurpose.Emergency) with { Now = new(2026, 3, 10, 3, 0), Recent = [.. Enumerable.Repeat(s_ten.PlusDays(-1), 9)], Choices = [No(ContactChoice.Any)] };
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(facts).Verdict);
    }

    [Fact]
    public void Budget_OfADay_FreesItselfTwentyFourHoursAfterTheOldest()
    {
        var facts = Facts(ContactPurpose.BillReady) with { Recent = [s_ten.PlusHours(-20), s_ten.PlusHours(-1)] };
        var decision = s_governor.Decide(facts);
        Assert.Equal((ContactVerdict.Wait, "budget", s_ten.PlusHours(4)), (decision.Verdict, decision.Reason, decision.At));
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(facts with { Now = s_ten.PlusHours(4) }).Verdict);
    }

    [Fact]
    public void Budget_OfAWeek_CountsAcrossDoors_AndEndsOutsideQuietHours()
    {
        var facts = Facts(ContactPurpose.Dunning) with { Recent = [new(2026, 3, 4, 22, 0), new(2026, 3, 6, 9, 0), new(2026, 3, 8, 9, 0)] };
        Assert.Equal(new LocalDateTime(2026, 3, 12, 8, 0), s_governor.Decide(facts).At);
        // What is not counted does not wait for it.
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(facts with { Purpose = ContactPurpose.Outage }).Verdict);
    }

    [Fact]
    public void Message_ThatWouldComeTooLate_IsDroppedAtOnce()
    {
        var facts = Facts(ContactPurpose.Outage) with { Now = new(2026, 3, 10, 22, 0), ValidUntil = new LocalDateTime(2026, 3, 11, 8, 0) };
        Assert.Equal("expired", s_governor.Decide(facts).Reason);
        Assert.Equal(ContactVerdict.Wait, s_governor.Decide(facts with { ValidUntil = new LocalDateTime(2026, 3, 11, 8, 1) }).Verdict);
    }

    [Fact]
    public void OptOut_OfOneDoor_LeavesTheOther_AndOfAPurpose_LeavesOtherPurposes()
    {
        var facts = Facts(ContactPurpose.Dunning) with { Choices = [No("dunning", "Sms")] };
        Assert.Equal((ContactVerdict.Send, s_mail), Verdict(facts));
        var all = facts with { Choices = [No("dunning")] };
        Assert.Equal("refused", s_governor.Decide(all).Reason);
        Assert.Equal((ContactVerdict.Send, s_sms), Verdict(all with { Purpose = ContactPurpose.BillReady }));
        Assert.Equal((ContactVerdict.Send, s_sms), Verdict(all with { Purpose = ContactPurpose.Warning, Choices = [No(ContactChoice.Any)] }));
    }

    [Fact]
    public void OptOut_OfOneWhoSharesThePhone_HoldsForAll_UntilThatOneSaysYes()
    {
        var facts = Facts(ContactPurpose.Dunning) with { Routes = [s_sms], Choices = [Choice("customer 1", "dunning", true, 1), Choice("tel:13800000017", "dunning", false, 2)] };
        Assert.Equal("refused", s_governor.Decide(facts).Reason);
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(facts with { Choices = [.. facts.Choices, Choice("tel:13800000017", ContactChoice.Any, true, 3)] }).Verdict);
    }

    [Fact]
    public void Marketing_WithoutAYes_DoesNotGo()
    {
        var facts = Facts(ContactPurpose.Marketing);
        Assert.Equal("no-consent", s_governor.Decide(facts).Reason);
        Assert.Equal(ContactVerdict.Send, s_governor.Decide(facts with { Choices = [Choice("customer 1", "marketing", true, 1)] }).Verdict);
        Assert.Equal("refused", s_governor.Decide(facts with { Choices = [Choice("customer 1", "marketing", true, 1), No(ContactChoice.Any)] }).Reason);
    }

    [Fact]
    public void Route_ThatFailed_GivesWayToTheNext_AndWithoutOneThePersonIsUnreachable()
    {
        var facts = Facts(ContactPurpose.Warning) with { Failed = [s_sms with { Address = new(AddressKind.Phone, "+86 138-0000-0017") }] };
        Assert.Equal((ContactVerdict.Send, s_mail), Verdict(facts));
        Assert.Equal("all-failed", s_governor.Decide(facts with { Failed = [s_sms, s_mail] }).Reason);
        Assert.Equal("no-address", s_governor.Decide(facts with { Routes = [] }).Reason);
    }

    /// <summary>Whoever asks again when told to, over and over, never breaks the budget and never calls in quiet hours.</summary>
    [Property(MaxTest = 200)]
    public void Person_AskedForWithoutEnd_IsNeverContactedMoreThanIsFair(int startMinute, byte[] gaps)
    {
        var now = new LocalDateTime(2026, 2, 10, 0, 0).PlusMinutes(Math.Abs(startMinute % 20_000));
        var sent = new List<LocalDateTime>();
        foreach (var gap in gaps.Take(40))
        {
            now = now.PlusMinutes(gap);
            var decision = s_governor.Decide(Facts(ContactPurpose.Dunning) with { Now = now, Recent = sent });
            for (var asked = 0; decision.Verdict == ContactVerdict.Wait; asked++)
            {
                Assert.True(decision.At > now && asked < 5);
                now = decision.At!.Value;
                decision = s_governor.Decide(Facts(ContactPurpose.Dunning) with { Now = now, Recent = sent });
            }
            Assert.Equal(ContactVerdict.Send, decision.Verdict);
            sent.Add(now);
        }
        Assert.All(sent, at =>
        {
            Assert.InRange(at.TimeOfDay, WorkCalendarFile.China.IsWorkingDay(at.Date) ? s_rules.From : s_rules.RestFrom, new LocalTime(20, 59, 59));
            Assert.True(sent.Count(s => s <= at && s > at.PlusHours(-24)) <= s_rules.PerDay);
            Assert.True(sent.Count(s => s <= at && s > at.PlusDays(-7)) <= s_rules.PerWeek);
        });
    }

    private static ContactFacts Facts(ContactPurpose purpose) => new() { Purpose = purpose, Now = s_ten, Routes = [s_sms, s_mail] };

    private static (ContactVerdict, ContactRoute?) Verdict(ContactFacts facts) => s_governor.Decide(facts) is var d ? (d.Verdict, d.Route) : default;

    private static ContactChoice No(string purpose, string channel = ContactChoice.Any) => new("customer 1", purpose, channel, false, Instant.MinValue, "test") { Sequence = 9 };

    private static ContactChoice Choice(string subject, string purpose, bool allowed, long sequence) => new(subject, purpose, ContactChoice.Any, allowed, Instant.MinValue, "test") { Sequence = sequence };
}
