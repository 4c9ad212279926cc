using System.CommandLine;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary>What the verbs about money have in common.</summary>
internal static class MoneyArguments
{
    public static Option<bool> Json() => new("--json") { Description = "Write JSON" };

    public static Option<string> Operator() => new("--operator") { Description = "Who does it (default: the user of this machine)", HelpName = "NAME", DefaultValueFactory = _ => Environment.UserName };

    public static Option<string?> Approver() => new("--approver") { Description = "The second person who approves; never the operator", HelpName = "NAME" };

    public static Option<string?> On(string description) => new("--on") { Description = description, HelpName = "DAY" };

    public static Actor Actor(string name) => new(name, "cashier");

    /// <summary>An amount of the utility's currency.</summary>
    /// <exception cref="BadUseException">The text is not an amount.</exception>
    public static Money Amount(string text, Currency currency) => TryAmount(text, currency) ?? throw new BadUseException($"'{text}' is not an amount in {currency}; write for instance 128.50, without a separator of thousands.");

    /// <summary>An amount of a currency, or null when the text is none.</summary>
    public static Money? TryAmount(string text, Currency currency) =>
        Rational.TryParse(text, out var amount) && amount * Rational.Of(currency.MinorPerUnit) is { IsWhole: true } minor && Rational.Max(minor, -minor) < Rational.Of(1_000_000_000_000_000)
            ? new Money((long)(minor.Numerator / minor.Denominator), currency)
            : null;

    /// <summary>A day, or null when none is given.</summary>
    /// <exception cref="BadUseException">The text is not a day.</exception>
    public static LocalDate? Day(string option, string? text) => text is null ? null
        : LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } ? day
        : throw new BadUseException($"{option} {text} is not a day; write for instance 2026-01-31.");

    /// <summary>The value, or the fault as one sentence on standard error.</summary>
    /// <exception cref="BadUseException">There is a fault.</exception>
    public static T Or<T>(this Result<T> result) => result.IsOk ? result.Value : throw new BadUseException(result.Fault.Message);

    public static string Iso(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
