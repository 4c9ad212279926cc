using System.Text;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>What a text message asks for.</summary>
/// <param name="Word">The word's own name, such as <c>balance</c>.</param>
/// <param name="Step">The step of the dialogue that answers it, or null for what the dialogue has no step for.</param>
/// <param name="Account">The account's number in it, or null.</param>
/// <param name="Entered">The reading or PIN in it, or null.</param>
public sealed record TextCommand(string Word, string? Step, string? Account, string? Entered);

/// <summary>
/// The way into a dialogue by text (短信自助): one word leads to the step that a caller reaches by keys, so that both hear the same. It adds no sentence of its own to what the dialogue says.
/// </summary>
public sealed class TextFront
{
    /// <summary>The words without a step of a dialogue.</summary>
    public const string Stop = "stop", Start = "start", Help = "help", Bind = "bind";

    // Word, step, whether it speaks of one account, and how people write it.
    private static readonly (string Word, string? Step, bool Personal, string[] Written)[] s_words =
    [
        ("balance", "balance", true, ["balance", "bal", "余额", "欠费", "查欠费", "查余额", "查询"]),
        ("bill", "last-bill", true, ["bill", "账单", "查账单"]),
        ("why", "why-higher", true, ["why", "为什么", "为何高"]),
        ("pay", "pay", true, ["pay", "缴费", "交费"]),
        ("reading", "reading-send", true, ["reading", "read", "meter", "读数", "报数", "抄表", "自报"]),
        ("progress", "progress-application", true, ["progress", "status", "进度", "查进度"]),
        ("outages", "outages", false, ["outage", "outages", "停水", "停水通知"]),
        (Stop, null, false, ["stop", "t", "td", "unsubscribe", "退订", "退"]),
        (Start, null, false, ["start", "订阅", "恢复"]),
        (Help, null, false, ["help", "menu", "?", "？", "帮助", "菜单"]),
        (Bind, null, false, ["bind", "绑定"]),
    ];

    private static readonly Dictionary<string, (string Word, string? Step, bool Personal, string[] Written)> s_byWritten =
        s_words.SelectMany(w => w.Written.Select(t => (Written: t, Word: w))).ToDictionary(p => p.Written, p => p.Word, StringComparer.OrdinalIgnoreCase);

    private const int ShortestAccount = 4, LongestAccount = 20, MostWords = 3;

    /// <summary>A front to a dialogue.</summary>
    /// <exception cref="ArgumentException">The dialogue lacks a step that a word leads to.</exception>
    public TextFront(Dialogue dialogue)
    {
        if (s_words.FirstOrDefault(w => w.Step is { } step && !dialogue.Steps.ContainsKey(step)) is { Word: not null } missing)
            throw new ArgumentException($"The dialogue {dialogue.Name} has no step '{missing.Step}', which the word '{missing.Word}' of a text message leads to; add it.", nameof(dialogue));
        Dialogue = dialogue;
    }

    /// <summary>The dialogue.</summary>
    public Dialogue Dialogue { get; }

    /// <summary>Whether a word tells or changes something about an account.</summary>
    public static bool IsPersonal(string word) => s_words.First(w => w.Word == word).Personal;

    /// <summary>What a text asks for; null when it is no command but something for a person to read.</summary>
    public static TextCommand? Read(string text)
    {
        var words = text.Normalize(NormalizationForm.FormKC).Split([' ', '\t', '\n', '\r', ',', '#', '，', '、', '。', ':', '：'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MostWords) return null;
        var (head, rest) = (words[0], words[1..]);
        // "读数1234" is one word to who writes it.
        if (!s_byWritten.ContainsKey(head) && head.AsSpan().IndexOfAnyInRange('0', '9') is > 0 and var digits && s_byWritten.ContainsKey(head[..digits])) (head, rest) = (head[..digits], [head[digits..], .. rest]);
        if (!s_byWritten.TryGetValue(head, out var known) || rest.Any(r => !r.All(char.IsAsciiDigit))) return null;
        return known.Word switch
        {
            "reading" => rest switch { [var index] => Make(null, index), [var account, var index] => Make(account, index), _ => Make(null, null) },
            Bind => rest is [var account, var pin] ? Make(account, pin) : Make(null, null),
            _ => rest switch { [] => Make(null, null), [var account] when known.Personal => Make(account, null), _ => null },
        };

        TextCommand? Make(string? account, string? entered) => account is null or { Length: >= ShortestAccount and <= LongestAccount } ? new(known.Word, known.Step, account, entered) : null;
    }

    /// <summary>Whether a menu offers nothing but to go back, to hear again, a person or the end: not worth a text.</summary>
    public bool IsIdle(MenuStep menu) => menu.Keys.Values.All(t => t is MenuStep.Repeat or MenuStep.Back || Dialogue.Steps[t] is EndStep or TransferStep);

    /// <summary>A sentence for callers, for those who write.</summary>
    public static string Written(string said, Language language) => language == Language.Chinese
        ? said.Replace("请按", "请回复", StringComparison.Ordinal).Replace("，请输入", "，请回复", StringComparison.Ordinal)
        : said.Replace("press ", "send ", StringComparison.Ordinal);
}
