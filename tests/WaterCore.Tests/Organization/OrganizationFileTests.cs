using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Tests.Organization;

/// <summary>An organisation as a file: what is written reads back equal, and what cannot be used is said with its place, in both languages.</summary>
public sealed class OrganizationFileTests
{
    [Fact]
    public void Sample_Written_ReadsBackEqual()
    {
        var text = OrganizationFile.Write(SampleOrganization.Create(new LocalDate(2026, 1, 1)));
        Assert.Equal(text, OrganizationFile.Write(OrganizationFile.Read(text, "sample.yaml").Value));
    }

    [Theory]
    [InlineData("branch: []", "o.yaml:1: the key 'branch' is not known here; use one of: branches, departments, positions, people, holdings, absences, separations.", "o.yaml:1：这里没有“branch”这个键；可用：branches、departments、positions、people、holdings、absences、separations。")]
    [InlineData("people:\n  - {person: p1, name: A}\n  - {person: p1, name: B}", "o.yaml:3: person: the person p1 stands here twice; give one of the two another code.", "o.yaml:3：person：person p1 出现两次；给其中一个换代码。")]
    [InlineData("people: [p1]", "o.yaml:1: people: a map of keys is needed here; write {person: ..., ...}.", "o.yaml:1：people：这里要写成键和值；写作 {person: ..., ...}。")]
    [InlineData("absences:\n  - {position: a, absent: p1, from: 2026-03-05, to: 2026-03-05}", "o.yaml:2: to: the absence ends before it begins; write the day after its last as to:.", "o.yaml:2：to：缺勤在开始之前就结束；to: 写最后一天的次日。")]
    [InlineData("holdings:\n  - {position: a, person: p1}", "o.yaml:2: holdings: from: is missing; write from:.", "o.yaml:2：holdings：缺少 from:；写上 from:。")]
    public void File_ThatCannotBeUsed_SaysWhereAndWhatToWrite(string text, string english, string chinese)
    {
        var fault = Assert.IsType<OrganizationFileFault>(OrganizationFile.Read(text, "o.yaml").Fault);
        Assert.Equal((english, chinese), (fault.Message, fault.In(Language.Chinese)));
    }

    [Theory]
    [InlineData("hours: [14:00-17:30, 08:30-12:00]\nyears: {}", "c.yaml:1: hours: these are not a forenoon and an afternoon; write hours: [08:30-12:00, 14:00-17:30].", "c.yaml:1：hours：不是上午和下午两段；写 hours: [08:30-12:00, 14:00-17:30]。")]
    [InlineData("hours: [8-12, 14:00-17:30]\nyears: {}", "c.yaml:1: hours: '8-12' are not hours; write them as 08:30-12:00.", "c.yaml:1：hours：“8-12”不是时段；写作 08:30-12:00。")]
    [InlineData("hours: [08:30-12:00, 14:00-17:30]\nweekend: [someday]\nyears: {}", "c.yaml:2: weekend: 'someday' is not a day of the week; write saturday, sunday.", "c.yaml:2：weekend：“someday”不是星期几；写 saturday、sunday。")]
    [InlineData("hours: [08:30-12:00, 14:00-17:30]\nyears: {2026: {source: s, off: {元旦: [2027-01-01]}, work: []}}", "c.yaml:2: 元旦: the day lies in another year; write it under 2027:.", "c.yaml:2：元旦：这一天属于另一年；写在 2027: 下面。")]
    [InlineData("hours: [08:30-12:00, 14:00-17:30]\nyears: {2026: {source: s, off: {元旦: [2026-01-01, 2026-01-01]}, work: []}}", "c.yaml:2: 元旦: this day stands here twice; keep one of the two.", "c.yaml:2：元旦：这一天出现两次；只保留一个。")]
    public void Calendar_ThatCannotBeUsed_SaysWhereAndWhatToWrite(string text, string english, string chinese)
    {
        var fault = Assert.IsType<CalendarFault>(WorkCalendarFile.Read(text, "c.yaml").Fault);
        Assert.Equal((english, chinese), (fault.Message, fault.In(Language.Chinese)));
    }
}
