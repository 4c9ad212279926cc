namespace WaterCore.Service;

/// <summary>Finds the category that words speak of, for what people write; in doubt it is an enquiry, which a person looks at anyway.</summary>
public static class CaseWords
{
    // The first that fits counts: what is urgent stands first.
    private static readonly (string Category, string[] Words)[] s_words =
    [
        ("repair.burst-main", ["爆管", "水管爆", "管道爆", "burst main", "burst pipe", "main burst", "main has burst", "water main"]),
        ("repair.no-water", ["没水", "没有水", "无水", "停水了", "断水", "no water", "water is off", "without water"]),
        ("repair.low-pressure", ["水压", "水很小", "水太小", "pressure"]),
        ("repair.leak", ["漏水", "渗水", "leak"]),
        ("repair.meter", ["水表坏", "水表不走", "水表停", "meter is broken", "meter does not", "meter stopped"]),
        ("quality.smell", ["异味", "臭味", "漂白粉味", "smell", "taste"]),
        ("quality.colour", ["发黄", "浑浊", "黄水", "brown water", "cloudy", "dirty water", "discoloured"]),
        ("complaint.service", ["态度", "rude"]),
        ("complaint.bill", ["多收", "乱收费", "水费太高", "overcharged", "wrong bill"]),
        ("complaint", ["投诉", "complain"]),
        ("praise", ["表扬", "感谢", "thank you", "well done"]),
        ("suggestion", ["建议", "suggest"]),
        ("enquiry.price", ["水价", "price", "tariff"]),
        ("enquiry.bill", ["水费", "账单", "my bill"]),
        ("enquiry.application", ["过户", "开户", "新装", "new connection", "change of owner"]),
        ("enquiry.outage", ["停水", "outage"]),
    ];

    /// <summary>The code of a category of the shipped tree.</summary>
    public static string CategoryOf(string subject, string text)
    {
        foreach (var (category, words) in s_words)
            if (words.Any(w => subject.Contains(w, StringComparison.OrdinalIgnoreCase) || text.Contains(w, StringComparison.OrdinalIgnoreCase))) return category;
        return "enquiry";
    }
}
