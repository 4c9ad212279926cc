using NodaTime;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Search;

namespace WaterCore.Conformance;

/// <summary>Made-up customers with Chinese names, addresses and numbers, and clues to them; the same for the same seed.</summary>
/// <param name="seed">Any number.</param>
public sealed class SearchTown(ulong seed)
{
    private const string Surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱覃武戴莫孔向汤单仇解查区盖翁";
    private const string Given = "伟芳娜敏静强磊洋艳勇军杰涛明超秀兰霞平刚桂英建国志晓丽华海燕文博子轩雨桐浩然思远宇鹏飞鑫波斌凯峰亮红玉梅琳娟玲婷雪慧颖佳欣怡雅萍倩琴云莉凤洁春菊荣贵福祥和顺德仁义礼智信忠孝廉永长久安康宁泰乐重行朝阳光辉煌林森木水清源泉深河山石岩松柏青竹";
    private const string Roads = "人民凤凰情侣九洲迎宾吉大拱北粤海柠溪翠香洲梅华兴业银桦滨水湾中山解放建设和平胜利新东风光明友谊团结朝阳长江黄河珠江金鸡桂花紫荆木棉榕树红旗前进幸福康宁富华发展科技创业学府书院文化体育公园湖心岛屿港口码头机场车站工业仓前后门桥头井岸坦洲斗平沙三灶横琴";
    private static readonly string[] Traditional = ["張偉", "陳靜", "劉軍", "楊麗華", "黃國強", "趙雲飛", "吳曉東", "鄭龍", "謝麗", "羅綠", "歐陽靜", "司馬懿"];
    private static readonly string[] Sides = ["", "", "东", "西", "南", "北", "中", "一", "二"];
    private static readonly string[] Ways = ["路", "路", "路", "街", "大道", "巷"];
    private static readonly string[] Areas = ["香洲区", "金湾区", "斗门区", "高新区", "鹤洲新区", "唐家湾镇", "南屏镇", "三灶镇"];
    private static readonly LocalDate Day = new(2026, 1, 1);

    private readonly List<string> _roads = [];
    private ulong _state = seed;

    /// <summary>A customer by its number from 1 on, with one premise and one meter.</summary>
    public SearchRecord Next(long key)
    {
        if (_roads.Count == 0)
            for (var i = 0; i < 600; i++) _roads.Add(Areas[Below(Areas.Length)] + Pick(Roads) + Pick(Roads) + Sides[Below(Sides.Length)] + Ways[Below(Ways.Length)]);
        var name = Below(200) == 0 ? Traditional[Below(Traditional.Length)]
            : Below(60) == 0 ? $"珠海市{Pick(Roads)}{Pick(Given)}{(Below(2) == 0 ? "物业管理" : "餐饮")}有限公司"
            : $"{Pick(Surnames)}{Pick(Given)}{(Below(3) == 0 ? "" : Pick(Given))}";
        var phone = Below(20) == 0 ? $"0756-{2 + Below(7)}{Below(1_000_000):000000}" : $"1{3 + Below(7)}{Below(1_000_000_000):000000000}";
        var address = $"珠海市{_roads[Below(_roads.Count)]}{1 + Below(399)}号{(Below(5) == 0 ? "" : $"{1 + Below(40)}栋{1 + Below(32)}{1 + Below(8):00}房")}";
        return new SearchRecord(key,
        [
            new(SearchFieldKind.Account, $"62{key:0000000}"), new(SearchFieldKind.Name, name), new(SearchFieldKind.Phone, phone),
            new(SearchFieldKind.Address, address), new(SearchFieldKind.Meter, $"LXS{Below(90) + 10}{key:000000}"),
        ]);
    }

    /// <summary>Adds customers and their grams as an import does.</summary>
    public static async ValueTask AddAsync(IUnitOfWork unit, IReadOnlyList<SearchRecord> records)
    {
        var all = records.Select(Parts).ToList();
        await unit.Customers.AddAsync(all.ConvertAll(p => p.Customer));
        await unit.Customers.AddAsync(all.ConvertAll(p => p.Premise));
        await unit.Customers.AddAsync(all.ConvertAll(p => new ServicePoint { Id = new(p.Account.Id.Value), Premise = p.Premise.Id }));
        await unit.Customers.AddAsync(all.ConvertAll(p => p.Account));
        await unit.Customers.AddAsync(all.ConvertAll(p => new ServiceAgreement { Account = p.Account.Id, ServicePoint = new(p.Account.Id.Value), From = Day, Tariff = "zhuhai-main", UseClass = "residential" }));
        await unit.Metering.AddAsync(all.ConvertAll(p => p.Meter));
        await unit.Metering.AddAsync(all.ConvertAll(p => new MeterInstallation { Meter = p.Meter.Id, ServicePoint = new(p.Account.Id.Value), InstalledOn = Day, FirstIndex = 0 }));
        await unit.Search.PutAsync(all.ConvertAll(p => AnyClueSearch.Record(p.Account, p.Customer, [p.Premise], [p.Meter])));
    }

    /// <summary>A clue to one of the records, or now and then to none.</summary>
    public string Clue(IReadOnlyList<SearchRecord> records)
    {
        var record = records[Below(records.Count)];
        string name = record.First(SearchFieldKind.Name)!, address = record.First(SearchFieldKind.Address)!;
        var numbers = new[] { SearchFieldKind.Account, SearchFieldKind.Phone, SearchFieldKind.Meter };
        var number = string.Concat(record.First(numbers[Below(3)])!.Where(char.IsAsciiDigit));
        var road = address[3..address.IndexOf('号', StringComparison.Ordinal)].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var house = address[(3 + road.Length)..address.IndexOf('号', StringComparison.Ordinal)];
        return Below(16) switch
        {
            0 => name,
            1 => Part(name, 2, 4),
            2 => Part(road, 2, 4),
            3 => Spelled(Part(name, 2, 4), false),
            4 => Spelled(Part(name, 2, 4), true),
            5 => Spelled(Part(road, 2, 4), false),
            6 => Spelled(Part(road, 3, 4), true),
            7 => SameSound(Part(name, 2, 3)),
            8 => SameSound(Part(road, 2, 3)),
            9 or 10 => Part(number, 4, 11),
            11 => number[^Math.Min(number.Length, 4 + Below(4))..],
            12 => Swapped(number),
            13 => $"{Part(name, 1, 2)} {number[^4..]}",
            14 => $"{Part(road, 2, 4)}{house}{(Below(2) == 0 ? "号" : "")}",
            _ => $"{Spelled(Part(name, 1, 3), false)} {house}",
        };
    }

    /// <summary>Below a limit.</summary>
    public int Below(int limit)
    {
        // SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine.
        unchecked
        {
            var z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)limit);
        }
    }

    /// <summary>A part of a text, of a length within bounds as far as there is enough.</summary>
    public string Part(string text, int least, int most)
    {
        var length = Math.Min(text.Length, least + Below(most - least + 1));
        return text.Substring(Below(text.Length - length + 1), length);
    }

    private static (Customer Customer, Premise Premise, Account Account, Meter Meter) Parts(SearchRecord record) => (
        new Customer { Id = new(record.Key), Name = record.First(SearchFieldKind.Name)!, Phone = record.First(SearchFieldKind.Phone) },
        new Premise { Id = new(record.Key), Address = record.First(SearchFieldKind.Address)! },
        new Account { Id = new(record.Key), Number = record.First(SearchFieldKind.Account)!, Customer = new(record.Key), OpenedOn = Day },
        new Meter { Id = new(record.Key), Number = record.First(SearchFieldKind.Meter)!, Size = "DN15", Dials = 5 });

    private char Pick(string from) => from[Below(from.Length)];

    private string Spelled(string text, bool initials) => string.Concat(text.Select(c => Pinyin.ReadingsOf(c) is { Count: > 0 } readings
        ? readings[Below(readings.Count)][..(initials ? 1 : readings[0].Length > 1 && Below(12) == 0 ? 1 : ^0)] : c.ToString()));

    private string SameSound(string text)
    {
        var pool = Surnames + Given + Roads;
        return string.Concat(text.Select(c => pool.Where(p => Pinyin.ReadingsOf(p).Intersect(Pinyin.ReadingsOf(c)).Any()).ToList() is { Count: > 0 } same ? same[Below(same.Count)] : c));
    }

    private string Swapped(string number)
    {
        var at = Below(number.Length - 1);
        return number[..at] + number[at + 1] + number[at] + number[(at + 2)..];
    }
}
