using WaterCore.Organization;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A kind of case. The code's part before a dot is its parent: <c>repair.burst-main</c> is below <c>repair</c>.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Position">The role that it is handed to when it is not answered at once, or null for whoever took it.</param>
/// <param name="Limit">How soon it must be answered.</param>
/// <param name="Storms">Whether many at once from one area are one incident.</param>
public sealed record CaseCategory(string Code, Wording Name, string? Position = null, TimeLimit? Limit = null, bool Storms = false)
{
    /// <summary>The code of its parent, or null at the top.</summary>
    public string? Parent => Code.LastIndexOf('.') is >= 0 and var dot ? Code[..dot] : null;

    /// <summary>The top of its branch of the tree, such as <c>complaint</c>.</summary>
    public string Kind => Code.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? Code[..dot] : Code;
}

/// <summary>The tree of categories (工单分类).</summary>
public sealed class CaseCategories
{
    private readonly Dictionary<string, CaseCategory> _byCode = new(StringComparer.Ordinal);

    /// <summary>A tree.</summary>
    /// <exception cref="ArgumentException">A code comes twice, or its parent is not there.</exception>
    public CaseCategories(IEnumerable<CaseCategory> categories)
    {
        foreach (var category in categories)
            if (!_byCode.TryAdd(category.Code, category)) throw new ArgumentException($"The category '{category.Code}' is there twice.", nameof(categories));
        foreach (var category in _byCode.Values)
            if (category.Parent is { } parent && !_byCode.ContainsKey(parent)) throw new ArgumentException($"The category '{category.Code}' has no parent '{parent}'.", nameof(categories));
    }

    /// <summary>All of them, parents before children.</summary>
    public IReadOnlyList<CaseCategory> All => [.. _byCode.Values.OrderBy(c => c.Code, StringComparer.Ordinal)];

    /// <summary>A category, or null.</summary>
    public CaseCategory? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The names from the top down: <c>报修 / 爆管</c>.</summary>
    public Wording PathOf(string code)
    {
        if (Find(code) is not { } category) return Wording.Same(code);
        return category.Parent is null ? category.Name : new(PathOf(category.Parent).Zh + " / " + category.Name.Zh, PathOf(category.Parent).En + " / " + category.Name.En);
    }

    /// <summary>What is limited by the category itself or, where it says nothing, by its parent.</summary>
    public TimeLimit? LimitOf(string code) => Find(code) is { } c ? c.Limit ?? (c.Parent is { } parent ? LimitOf(parent) : null) : null;

    /// <summary>Likewise for the role that it is handed to.</summary>
    public string? PositionOf(string code) => Find(code) is { } c ? c.Position ?? (c.Parent is { } parent ? PositionOf(parent) : null) : null;

    /// <summary>
    /// The shipped tree. Limits are those of common service promises of Chinese utilities (repairs by the hour, complaints in days); a utility sets its own.
    /// </summary>
    public static CaseCategories Shipped { get; } = new(
    [
        new("repair", new("报修", "repair"), "dispatcher", TimeLimit.Hours(24)),
        new("repair.burst-main", new("爆管", "burst main"), "repair-crew", TimeLimit.Hours(2), Storms: true),
        new("repair.no-water", new("无水", "no water"), null, TimeLimit.Hours(4), Storms: true),
        new("repair.low-pressure", new("水压低", "low pressure"), null, null, Storms: true),
        new("repair.leak", new("漏水", "leak")),
        new("repair.meter", new("水表故障", "meter fault"), null, TimeLimit.WorkingDays(2)),
        new("quality", new("水质", "water quality"), "dispatcher", TimeLimit.Hours(12), Storms: true),
        new("quality.colour", new("发黄浑浊", "colour or cloudiness"), Storms: true),
        new("quality.smell", new("异味", "smell or taste"), Storms: true),
        new("complaint", new("投诉", "complaint"), "supervisor", TimeLimit.WorkingDays(5)),
        new("complaint.bill", new("水费争议", "bill")),
        new("complaint.reading", new("抄表", "meter reading")),
        new("complaint.service", new("服务态度", "service")),
        new("complaint.works", new("施工", "works")),
        new("enquiry", new("咨询", "enquiry"), "front-desk", TimeLimit.WorkingDays(1)),
        new("enquiry.bill", new("水费", "bill")),
        new("enquiry.price", new("水价", "price")),
        new("enquiry.application", new("业务办理", "application")),
        new("enquiry.outage", new("停水信息", "outage")),
        new("suggestion", new("建议", "suggestion"), "supervisor", TimeLimit.WorkingDays(10)),
        new("praise", new("表扬", "praise"), "supervisor", TimeLimit.WorkingDays(10)),
    ]);
}
