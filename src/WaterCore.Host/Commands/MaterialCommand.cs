using System.CommandLine;
using System.Globalization;
using WaterCore.Applications;
using WaterCore.Operations;
using static WaterCore.Host.Commands.WorkArguments;

namespace WaterCore.Host.Commands;

/// <summary><c>material</c>: the store from which work is supplied.</summary>
internal static class MaterialCommand
{
    public static Command Create() => new("material", "The store: receive, issue for a work item, take back, and what there is") { Receive(), Move("issue", "Issue material for a work item", back: false), Move("return", "Take back what was issued for a work item and not used", back: true), Stock() };

    private static Command Receive()
    {
        var material = Material();
        var quantity = Quantity();
        var name = new Option<string?>("--name") { Description = "Its name, when it is new", HelpName = "TEXT" };
        var unit = new Option<string>("--unit") { Description = "In what it is counted, when it is new", HelpName = "UNIT", DefaultValueFactory = _ => "piece" };
        var (note, who, key, language, json) = (Note(), As(), Key(), InLanguage(), MoneyArguments.Json());
        var command = new Command("receive", "Take material into the store; one that is not known yet is added") { material, quantity, name, unit, note, who, key, language, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, language, json, desk => desk.ReceiveAsync(
            new Material(parsed.GetRequiredValue(material), parsed.GetValue(name) ?? parsed.GetRequiredValue(material), parsed.GetValue(unit)!), Thousandths(parsed.GetRequiredValue(quantity)), parsed.GetValue(note)!,
            Actor(parsed.GetValue(who)), parsed.GetRequiredValue(key)!, cancellationToken), cancellationToken));
        key.Required = true;
        return command;
    }

    private static Command Move(string verb, string description, bool back)
    {
        var item = new Argument<string>("ITEM") { Description = "The work item's number" };
        var (material, quantity, note, who, key, language, json) = (Material(), Quantity(), Note(), As(), Key(), InLanguage(), MoneyArguments.Json());
        (key.Required, who.Required) = (true, true);
        var command = new Command(verb, description) { item, material, quantity, note, who, key, language, json };
        command.SetAction((parsed, cancellationToken) => DoAsync(parsed, language, json, desk =>
        {
            var (id, code, count, why, actor, once) = (Item(parsed.GetRequiredValue(item)), parsed.GetRequiredValue(material), Thousandths(parsed.GetRequiredValue(quantity)), parsed.GetValue(note)!, Actor(parsed.GetValue(who)), parsed.GetRequiredValue(key)!);
            return back ? desk.ReturnAsync(id, code, count, why, actor, once, cancellationToken) : desk.IssueAsync(id, code, count, why, actor, once, cancellationToken);
        }, cancellationToken));
        return command;
    }

    private static Command Stock()
    {
        var (language, json) = (InLanguage(), MoneyArguments.Json());
        var command = new Command("stock", "What there is") { language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            Print(await session.Get<MaterialDesk>().StockAsync(cancellationToken).ConfigureAwait(false), Spoken(parsed, language), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> DoAsync(ParseResult parsed, Option<string> language, Option<bool> json, Func<MaterialDesk, Task<Result<MaterialStock>>> act, CancellationToken cancellationToken)
    {
        await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
        var done = await act(session.Get<MaterialDesk>()).ConfigureAwait(false);
        if (!done.IsOk) return Refuse(done.Fault, Spoken(parsed, language));
        Print([done.Value], Spoken(parsed, language), parsed.GetValue(json));
        return ExitCode.Done;
    }

    private static void Print(IEnumerable<MaterialStock> stock, Language language, bool json)
    {
        if (json) Screen.Json(stock.Select(s => new { s.Material.Code, s.Material.Name, quantity = Units(s.Thousandths), s.Material.Unit }));
        else Screen.Table(language == Language.Chinese ? ["材料", "名称", "库存", "单位"] : ["material", "name", "in store", "unit"], stock.Select(s => (IReadOnlyList<string>)[s.Material.Code, s.Material.Name, Units(s.Thousandths), s.Material.Unit]));
    }

    /// <summary>A quantity in thousandths of its unit.</summary>
    /// <exception cref="BadUseException">It is not a number above zero with at most three decimals.</exception>
    internal static long Thousandths(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && units is > 0 and < 1_000_000_000 && decimal.Truncate(units * 1000) == units * 1000
            ? (long)(units * 1000)
            : throw new BadUseException($"'{text}' is not a quantity; write a number above zero with at most three decimals, such as 1 or 2.5.");

    internal static string Units(long thousandths) => (thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private static Argument<string> Material() => new("MATERIAL") { Description = "The material's code, such as meter-dn20" };

    private static Argument<string> Quantity() => new("QUANTITY") { Description = "How much, in its unit, with at most three decimals" };

    private static Option<string> Note() => new("--note") { Description = "The number of the slip, or why", HelpName = "TEXT", DefaultValueFactory = _ => "" };
}
