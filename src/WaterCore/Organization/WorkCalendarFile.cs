using System.Text;
using NodaTime;
using NodaTime.Text;
using WaterCore.Text;
using WaterCore.Values;

namespace WaterCore.Organization;

/// <summary>A calendar file says something that cannot be counted by: where, what, and what to write instead.</summary>
/// <param name="File">The file's name as the caller gave it.</param>
/// <param name="Line">The line, from 1; 0 when no line is to blame.</param>
/// <param name="Field">The field.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record CalendarFault(string File, int Line, string Field, Wording Problem, Wording Remedy) : FileFault(File, Line, Field, Problem, Remedy)
{
    /// <inheritdoc/>
    public override string Code => "organization.calendar-file";
}

/// <summary>Reads a work calendar: YAML with hours, weekend, and per year its source, days off by name, and make-up days.</summary>
public static class WorkCalendarFile
{
    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        ["元旦"] = "New Year", ["春节"] = "Spring Festival", ["清明节"] = "Qingming Festival", ["劳动节"] = "Labour Day", ["端午节"] = "Dragon Boat Festival",
        ["中秋节"] = "Mid-Autumn Festival", ["国庆节"] = "National Day", ["国庆节、中秋节"] = "National Day and Mid-Autumn Festival",
    };

    /// <summary>The calendar that comes with the package: mainland China, 2024 to 2026.</summary>
    public static WorkCalendar China { get; } = Read(ShippedText(), "calendar-cn.yaml").Value;

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text, at most 256 KiB.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <returns>The calendar, or the first <see cref="CalendarFault"/>.</returns>
    public static Result<WorkCalendar> Read(string text, string file)
    {
        Exception Refuse(int line, string field, Wording problem, Wording remedy) => new CalendarFaultException(new CalendarFault(file, line, field, problem, remedy));
        try
        {
            return new Reader(Refuse).Whole(YamlTree.Read(text, "calendar", Refuse));
        }
        catch (CalendarFaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>The text of the shipped calendar, to copy and edit.</summary>
    public static string ShippedText()
    {
        using var stream = typeof(WorkCalendarFile).Assembly.GetManifestResourceStream("organization/calendar-cn.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed class Reader(YamlRefusal refuse) : YamlReader(refuse)
    {
        public WorkCalendar Whole(YamlTree tree)
        {
            var root = Map(tree, "", new("写上 calendar:、hours:、weekend: 和 years:", "write calendar:, hours:, weekend: and years:"));
            Keys(root, "", "calendar", "name", "hours", "weekend", "years");
            var hours = List(Need(root, "hours", "hours"), "hours").Items.Select(Hours).ToList();
            if (hours.Count != 2 || hours[1].From < hours[0].To)
                throw Refuse(root.Find("hours")!, "hours", new("不是上午和下午两段", "these are not a forenoon and an afternoon"), new("写 hours: [08:30-12:00, 14:00-17:30]", "write hours: [08:30-12:00, 14:00-17:30]"));
            var weekend = Words(root.Find("weekend"), "weekend").Select(w => DayOfWeek(root.Find("weekend")!, w)).ToList();
            var years = new List<int>();
            var off = new Dictionary<LocalDate, Wording>();
            var work = new HashSet<LocalDate>();
            foreach (var (key, node) in Map(Need(root, "years", "years"), "years", new("按年份写", "write a map of years")).Entries)
            {
                var year = Whole(new YamlText(node.Line, key), "years", 1900, 2999);
                years.Add(year);
                var map = Map(node, key, new("写上 source:、off: 和 work:", "write source:, off: and work:"));
                Keys(map, key, "source", "off", "work");
                foreach (var (name, days) in Map(Need(map, "off", key), key, new("按名称写休假日", "write the days off by name")).Entries)
                    foreach (var day in List(days, name).Items)
                        if (!off.TryAdd(Of(day, name, year), new Wording(name, English.GetValueOrDefault(name, name)))) throw Refuse(day, name, new("这一天出现两次", "this day stands here twice"), new("只保留一个", "keep one of the two"));
                foreach (var day in List(Need(map, "work", key), "work").Items)
                    if (!work.Add(Of(day, "work", year)) || off.ContainsKey(Of(day, "work", year))) throw Refuse(day, "work", new("这一天出现两次，或同时是休假日", "this day stands here twice, or is off as well"), new("只保留一个", "keep one of the two"));
            }
            return new WorkCalendar(hours[0], hours[1], weekend, years, off, work);
        }

        private LocalDate Of(YamlTree node, string field, int year) =>
            Date(node, field) is var day && day.Year == year ? day : throw Refuse(node, field, new("这一天属于另一年", "the day lies in another year"), new($"写在 {day.Year}: 下面", $"write it under {day.Year}:"));

        private WorkHours Hours(YamlTree node)
        {
            var parts = Text(node, "hours").Split('-');
            var pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
            return parts.Length == 2 && pattern.Parse(parts[0]) is { Success: true } from && pattern.Parse(parts[1]) is { Success: true } to && to.Value > from.Value
                ? new WorkHours(from.Value, to.Value)
                : throw Refuse(node, "hours", new($"“{Text(node, "hours")}”不是时段", $"'{Text(node, "hours")}' are not hours"), new("写作 08:30-12:00", "write them as 08:30-12:00"));
        }

        private IsoDayOfWeek DayOfWeek(YamlTree node, string word) =>
            Enum.TryParse<IsoDayOfWeek>(word, ignoreCase: true, out var day) && day != IsoDayOfWeek.None ? day : throw Refuse(node, "weekend", new($"“{word}”不是星期几", $"'{word}' is not a day of the week"), new("写 saturday、sunday", "write saturday, sunday"));
    }

    private sealed class CalendarFaultException(Fault fault) : Exception(fault.Message)
    {
        public Fault Fault { get; } = fault;
    }
}
