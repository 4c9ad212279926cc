using System.Collections.Frozen;

namespace WaterCore.Service;

/// <summary>Something a dialogue can ask the utility to look up or to do, with every answer it can get.</summary>
/// <param name="Name">The name in dialogue files.</param>
/// <param name="Personal">Whether it tells or changes something about an account; such an act stands only behind identification.</param>
/// <param name="Uses">What the caller must have keyed in before, by name.</param>
/// <param name="Answers">The possible answers, and the values that each brings for sentences.</param>
public sealed record DialogueAct(string Name, bool Personal, IReadOnlyList<string> Uses, IReadOnlyDictionary<string, IReadOnlyList<string>> Answers);

/// <summary>The acts that dialogue files can name.</summary>
public static class DialogueActs
{
    /// <summary>The answer that every act can give: the facts cannot be had now.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The act that identifies the caller.</summary>
    public const string Identify = "identify";

    /// <summary>Its answer when the caller is who pays on the account.</summary>
    public const string Identified = "ok";

    /// <summary>The act that books a call back.</summary>
    public const string CallBack = "call-back";

    /// <summary>The value that carries the number of a case.</summary>
    public const string CaseNumber = "case_number";

    /// <summary>All acts by name.</summary>
    public static FrozenDictionary<string, DialogueAct> All { get; } = new[]
    {
        Of(Identify, personal: false, "account pin", "ok", "wrong", "locked"),
        Of("balance", personal: true, "", "owes: balance bills", "settled", "credit: balance", "none"),
        Of("last-bill", personal: true, "", "ok: bill_total bill_from bill_to bill_usage", "none"),
        Of("why-higher", personal: true, "", "parts: bill_total before_total reasons", "more-water: bill_total before_total usage before_usage", "more-days: bill_total before_total days before_days",
            "other: bill_total before_total", "not-higher: bill_total before_total", "none"),
        Of("own-reading", personal: true, "reading", "ok: reading_said", "doubtful: reading_said", "refused: reading_said", "several"),
        Of("own-reading-insist", personal: true, "reading", "ok: reading_said", "refused: reading_said"),
        Of("case-progress", personal: true, "", "working: case_number since due", "waiting: case_number since", "answered: case_number since", "none"),
        Of("application-progress", personal: true, "", "working: application_kind application_number since step", "done: application_kind application_number since", "none"),
        Of("pay-link", personal: true, "", "ok", "none"),
        Of("outages", personal: false, "", "some: notice", "none"),
        Of("report-fault", personal: false, "", "ok: case_number"),
        Of("report-no-water", personal: false, "", "ok: case_number"),
        Of("report-leak", personal: false, "", "ok: case_number"),
        Of("report-meter", personal: false, "", "ok: case_number"),
        Of("campaign-case", personal: false, "", "one", "many", "several"),
        Of("campaign-heard", personal: false, "", "ok"),
        Of("opt-out", personal: false, "", "ok"),
        Of(CallBack, personal: false, "phone", "ok: phone_said", "refused"),
    }.ToFrozenDictionary(a => a.Name);

    private static DialogueAct Of(string name, bool personal, string uses, params string[] answers) => new(name, personal,
        uses.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        answers.Append(Unavailable).Select(a => a.Split(": ")).ToFrozenDictionary(
            a => a[0], a => (IReadOnlyList<string>)(a.Length > 1 ? a[1].Split(' ') : [])));
}
