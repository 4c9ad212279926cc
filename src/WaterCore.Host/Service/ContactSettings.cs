using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Host.Commands;
using WaterCore.Service;

namespace WaterCore.Host.Service;

/// <summary>The section <c>WaterCore:Contacts</c>: how often and at what hours people are contacted, by any door.</summary>
internal static class ContactSettings
{
    /// <summary>Reads it: <c>PerDay</c>, <c>PerWeek</c>, <c>Hours:Working</c> and <c>Hours:Rest</c>, such as <c>08:00-21:00</c>.</summary>
    /// <exception cref="CannotStartException">A setting cannot be read.</exception>
    public static ContactRules Read(IConfiguration configuration)
    {
        var (rules, section) = (new ContactRules(), configuration.GetSection("WaterCore:Contacts"));
        var (working, rest) = (Hours(section, "Hours:Working", rules.From, rules.Until), Hours(section, "Hours:Rest", rules.RestFrom, rules.RestUntil));
        return rules with
        {
            PerDay = Number(section, "PerDay", rules.PerDay), PerWeek = Number(section, "PerWeek", rules.PerWeek), From = working.From, Until = working.Until, RestFrom = rest.From, RestUntil = rest.Until,
        };
    }

    private static int Number(IConfigurationSection section, string key, int usual) => section[key] is not { Length: > 0 } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100 ? number
        : throw new CannotStartException($"{section.Path}:{key} is '{text}'; write a number from 0 to 100.");

    private static (LocalTime From, LocalTime Until) Hours(IConfigurationSection section, string key, LocalTime from, LocalTime until)
    {
        if (section[key] is not { Length: > 0 } text) return (from, until);
        var pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        return text.Split('-') is [var a, var b] && pattern.Parse(a) is { Success: true, Value: var first } && pattern.Parse(b) is { Success: true, Value: var last } && first < last ? (first, last)
            : throw new CannotStartException($"{section.Path}:{key} is '{text}'; write for instance 08:00-21:00.");
    }
}
