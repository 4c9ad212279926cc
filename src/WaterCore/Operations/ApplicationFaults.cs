using System.Globalization;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>An application cannot go on as asked: what is in the way, and what to do.</summary>
/// <param name="Item">The application's number; 0 for one that was not begun.</param>
/// <param name="Problem">What is in the way and what to do, in both languages.</param>
public sealed record ApplicationRefused(long Item, Wording Problem) : Fault
{
    /// <inheritdoc/>
    public override string Code => "applications.refused";

    /// <inheritdoc/>
    public override string Message => In(Language.English);

    /// <summary>The sentence in one language.</summary>
    public string In(Language language)
    {
        var number = Item > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Item}") : "";
        return language == Language.Chinese ? $"申请{number}：{Problem.Zh}。" : $"Application{number}: {Problem.En}.";
    }
}
