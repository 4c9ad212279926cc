using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace WaterCore.Host.Demo;

/// <summary>
/// Makes up a utility, the same for the same seed: customers with Chinese names and Zhuhai addresses, and readings of one two-month cycle
/// that lie around 4.5 m³ a person and month. All persons and addresses are invented.
/// </summary>
internal sealed class DemoUtility(ulong seed, int accounts)
{
    private static readonly string[] Surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹"];
    private static readonly string[] Given = ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "建国", "志强", "晓明", "丽华", "海燕", "文博", "子轩", "雨桐", "浩然", "思远"];
    private static readonly string[] Streets = ["人民东路", "凤凰北路", "情侣中路", "九洲大道", "迎宾南路", "吉大路", "拱北路", "粤海中路", "柠溪路", "翠香路", "香洲路", "梅华西路", "兴业路", "银桦路", "海滨北路", "水湾路"];
    private static readonly LocalDate Taken = new(2025, 12, 20);

    private ulong _state = seed;

    /// <summary>The cycle that the readings close.</summary>
    public static Period Cycle { get; } = new(new LocalDate(2026, 1, 1), new LocalDate(2026, 3, 1));

    /// <summary>The day on which the demo is played.</summary>
    public static Instant Now { get; } = Instant.FromUtc(2026, 3, 2, 1, 0);

    /// <summary>Writes customers.csv and readings.csv into a folder.</summary>
    public (string Customers, string Readings) Write(string folder)
    {
        string customers = Path.Combine(folder, "customers.csv"), readings = Path.Combine(folder, "readings.csv");
        using var people = new StreamWriter(customers) { NewLine = "\n" };
        using var dials = new StreamWriter(readings) { NewLine = "\n" };
        people.WriteLine("account,name,phone,address,zone,tariff,class,persons,opened,meter,size,dials,installed,first_index");
        dials.WriteLine("meter,day,index");
        for (var i = 0; i < accounts; i++) Account(i, people, dials);
        return (customers, readings);
    }

    private void Account(int i, StreamWriter people, StreamWriter dials)
    {
        var number = 6_200_000 + i;
        var meter = $"LXS{2_000_000 + i}";
        // One in 400 is a shop, whose water price nobody published: its bill is parked, not guessed.
        var residential = Below(400) != 0;
        var persons = Below(100) switch { < 12 => 1, < 35 => 2, < 65 => 3, < 86 => 4, < 95 => 5, < 99 => 6, _ => 7 };
        var taken = Taken.PlusDays(i % 8);
        var street = Streets[Below(Streets.Length)];
        var address = $"珠海市香洲区{street}{1 + Below(399)}号{1 + Below(28)}栋{1 + Below(32)}{Below(8) + 1:00}房";
        var firstIndex = Below(3_000);
        people.WriteLine(string.Join(',',
            number, Surnames[Below(Surnames.Length)] + Given[Below(Given.Length)], $"1380{Below(10_000_000):0000000}", address, $"Z{1 + Below(6)}",
            "zhuhai-main", residential ? "residential" : "nonresidential", residential ? persons.ToString(CultureInfo.InvariantCulture) : "", Iso(taken),
            meter, residential ? "DN15" : "DN40", 5, Iso(taken), firstIndex));

        // One in 120 is not read: nobody at home. One in 1,500 ran back: misread, or a meter that a person must look at.
        if (Below(120) == 0) return;
        var usage = residential ? Usage(persons) : 40 + Below(400);
        var index = Below(1500) == 0 ? Math.Max(0, firstIndex - 1 - Below(50)) : firstIndex + usage;
        dials.WriteLine($"{meter},{Iso(Cycle.From.PlusDays(50 + i % 8))},{index}");
    }

    // Cubic metres of two months: about 4.5 a person and month, less per head in large homes; a few empty, a few leak.
    private int Usage(int persons)
    {
        var kind = Below(200);
        if (kind < 6) return Below(2);
        var perMonth = 30 + 38 * persons + Below(30) - 15;
        var tenths = perMonth * 2 * (60 + Below(41) + Below(41)) / 100;
        return kind == 199 ? tenths / 10 * 4 : tenths / 10;
    }

    private static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);

    // SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine.
    private int Below(int limit)
    {
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)limit);
        }
    }
}
