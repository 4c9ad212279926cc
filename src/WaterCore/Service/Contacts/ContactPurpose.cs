using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>Why people are contacted.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Urgent">At any hour.</param>
/// <param name="Counted">Whether it takes from the person's budget.</param>
/// <param name="MayRefuse">Whether a person can opt out of it; not of what the law or safety asks for.</param>
/// <param name="NeedsConsent">Only to those who said yes.</param>
/// <param name="Merges">Whether several to one person become one message.</param>
public sealed record ContactPurpose(string Code, Wording Name, bool Urgent = false, bool Counted = false, bool MayRefuse = false, bool NeedsConsent = false, bool Merges = false)
{
    /// <summary>Danger to health or property now: a burst main, bad water.</summary>
    public static ContactPurpose Emergency { get; } = new("emergency", new("紧急通知", "emergency"), Urgent: true);

    /// <summary>No water, planned or not (停水通知).</summary>
    public static ContactPurpose Outage { get; } = new("outage", new("停水通知", "outage"));

    /// <summary>A one-time code somebody is waiting for.</summary>
    public static ContactPurpose OneTimeCode { get; } = new("code", new("验证码", "one-time code"), Urgent: true);

    /// <summary>About a case of the person's own.</summary>
    public static ContactPurpose Case { get; } = new("case", new("工单进度", "case"));

    /// <summary>An answer to somebody who wrote just now.</summary>
    public static ContactPurpose Reply { get; } = new("reply", new("回复", "reply"), Urgent: true);

    /// <summary>The warning that the law asks for before supply is cut; nobody can opt out of it.</summary>
    public static ContactPurpose Warning { get; } = new("suspension-warning", new("停水催告", "suspension warning"), Merges: true);

    /// <summary>Arrears (催缴).</summary>
    public static ContactPurpose Dunning { get; } = new("dunning", new("催缴", "payment reminder"), Counted: true, MayRefuse: true, Merges: true);

    /// <summary>A bill is there (账单).</summary>
    public static ContactPurpose BillReady { get; } = new("bill-ready", new("账单通知", "bill ready"), Counted: true, MayRefuse: true, Merges: true);

    /// <summary>A reader comes (抄表).</summary>
    public static ContactPurpose ReadingVisit { get; } = new("reading-visit", new("抄表通知", "reading visit"), Counted: true, MayRefuse: true);

    /// <summary>A price changes (调价).</summary>
    public static ContactPurpose PriceChange { get; } = new("price-change", new("调价通知", "price change"), Counted: true);

    /// <summary>Water quality (水质).</summary>
    public static ContactPurpose WaterQuality { get; } = new("water-quality", new("水质通知", "water quality"));

    /// <summary>How satisfied people are (满意度).</summary>
    public static ContactPurpose Survey { get; } = new("survey", new("满意度回访", "survey"), Counted: true, MayRefuse: true);

    /// <summary>Advertising; only with consent.</summary>
    public static ContactPurpose Marketing { get; } = new("marketing", new("推广", "marketing"), Counted: true, MayRefuse: true, NeedsConsent: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ContactPurpose> All { get; } = [Emergency, Outage, OneTimeCode, Case, Reply, Warning, Dunning, BillReady, ReadingVisit, PriceChange, WaterQuality, Survey, Marketing];

    /// <summary>A purpose by its code, or null.</summary>
    public static ContactPurpose? Find(string code) => All.FirstOrDefault(p => p.Code == code);
}
