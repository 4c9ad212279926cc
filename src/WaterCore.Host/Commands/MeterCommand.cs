using System.CommandLine;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>meter</c>: install, exchange and remove meters.</summary>
internal static class MeterCommand
{
    private static readonly Option<string> s_on = new("--on") { Description = "The day", HelpName = "DAY", Required = true };
    private static readonly Option<string> s_key = new("--key") { Description = "A key of your own, such as the work order: the same call again changes nothing", HelpName = "KEY", Required = true };
    private static readonly Option<string> s_last = new("--last") { Description = "The index of the meter that goes; worked out where there is no dial", HelpName = "INDEX", DefaultValueFactory = _ => "" };
    private static readonly Option<string?> s_turn = new("--turn") { Description = "What explains a lower last index: rollover or reversed", HelpName = "TURN" };
    private static readonly Option<string> s_first = new("--first") { Description = "The index of the meter that comes", HelpName = "INDEX", DefaultValueFactory = _ => "0" };
    private static readonly Option<string> s_size = new("--size") { Description = "Its calibre", HelpName = "SIZE", DefaultValueFactory = _ => "DN20" };
    private static readonly Option<int> s_dials = new("--dials") { Description = "Digits of its dial, 3 to 9", HelpName = "N", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> s_multiplier = new("--multiplier") { Description = "Units of volume per unit of index", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> s_unit = new("--unit") { Description = "m3, kl, ccf or kgal", HelpName = "UNIT", DefaultValueFactory = _ => "m3" };
    private static readonly Option<string?> s_seal = new("--seal") { Description = "The number of its seal", HelpName = "SEAL" };
    private static readonly Option<string?> s_due = new("--verify-by") { Description = "The day by which it must be verified", HelpName = "DAY" };
    private static readonly Option<string> s_source = new("--source") { Description = "How its index comes in: manual, card, remote, or agreed where there is no dial and the terms state agreed_volume", HelpName = "KIND", DefaultValueFactory = _ => "manual" };

    private static readonly Option<string[]> s_registers = new("--register")
    {
        Description = "A further register of the meter that comes, with its first index and if wanted its dials and multiplier: 2=0 or 2=0,6,10; it is read as METER/2", HelpName = "N=INDEX", AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string[]> s_lasts = new("--last-register")
    {
        Description = "The index of a further register of the meter that goes: 2=31, or 2=3,rollover", HelpName = "N=INDEX", AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create()
    {
        s_turn.AcceptOnlyFromAmong("rollover", "reversed");
        s_source.AcceptOnlyFromAmong("manual", "card", "remote", "agreed");
        return new Command("meter", "Install, exchange and remove meters, and list those to verify") { Install(), Exchange(), Remove(), Due(), Master(), Loss() };
    }

    private static Command Install()
    {
        var account = new Option<string>("--account") { Description = "The account whose service point gets it", HelpName = "ACCOUNT", Required = true };
        var number = new Argument<string>("METER") { Description = "The number of the meter" };
        var command = new Command("install", "Put a meter in where there is none") { number, account, s_on, s_key };
        Build(command);
        return Act(command, (desk, p, cancellationToken) => desk.InstallAsync(p.GetRequiredValue(account), New(p, p.GetRequiredValue(number)), Day(p, s_on), p.GetRequiredValue(s_key), Actor.System, cancellationToken));
    }

    private static Command Exchange()
    {
        var old = new Argument<string>("OLD") { Description = "The number of the meter that goes" };
        var number = new Argument<string>("NEW") { Description = "The number of the meter that comes" };
        var command = new Command("exchange", "Take a meter out and put another in, in one act") { old, number, s_last, s_turn, s_lasts, s_on, s_key };
        Build(command);
        return Act(command, (desk, p, cancellationToken) => desk.ExchangeAsync(
            p.GetRequiredValue(old), Last(p), Turn(p), New(p, p.GetRequiredValue(number)), Day(p, s_on), p.GetRequiredValue(s_key), Actor.System, Lasts(p), cancellationToken));
    }

    private static Command Remove()
    {
        var number = new Argument<string>("METER") { Description = "The number of the meter" };
        var command = new Command("remove", "Take a meter out; its last index is billed") { number, s_last, s_turn, s_lasts, s_on, s_key };
        return Act(command, (desk, p, cancellationToken) => desk.RemoveAsync(p.GetRequiredValue(number), Last(p), Turn(p), Day(p, s_on), p.GetRequiredValue(s_key), Actor.System, Lasts(p), cancellationToken));
    }

    private static Command Due()
    {
        var by = new Option<string>("--by") { Description = "The last day", HelpName = "DAY", Required = true };
        var branch = new Option<string?>("--branch") { Description = "Only of accounts of this branch", HelpName = "BRANCH" };
        var book = new Option<string?>("--book") { Description = "Only of this reading book", HelpName = "BOOK" };
        var json = MoneyArguments.Json();
        var command = new Command("due", "List meters to be verified or replaced by a day (检定到期): by the day on the meter, or by its bore from its installation (JJG 162)") { by, branch, book, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var due = await session.Get<MeterDesk>().DueAsync(Day(parsed, by), parsed.GetValue(branch), parsed.GetValue(book), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                Screen.Json(due.Select(Api.MeterDueAnswer.Of));
                return ExitCode.Done;
            }
            Screen.Table(
                ["due", "meter", "size", "installed", "what", "book", "account", "address"],
                due.Select(Api.MeterDueAnswer.Of).Select(m => (IReadOnlyList<string>)[m.Due, m.Meter, m.Size, m.Installed, m.What, m.Book ?? "", m.Account ?? "", m.Address]));
            Console.Out.WriteLine();
            Screen.Pairs(("meters", due.Count.ToString(CultureInfo.InvariantCulture)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Master()
    {
        var number = new Argument<string>("METER") { Description = "The number of the sub-meter" };
        var master = new Argument<string>("MASTER") { Description = "The number of its master meter, or none" };
        var json = MoneyArguments.Json();
        var command = new Command("master", "Say through which master meter a meter's water goes first") { number, master, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var above = parsed.GetRequiredValue(master) is var named and not "none" ? named : null;
            var meter = MoneyArguments.Or(await session.Get<MasterMeterDesk>().SetAsync(parsed.GetRequiredValue(number), above, Actor.System, cancellationToken).ConfigureAwait(false));
            if (parsed.GetValue(json)) Screen.Json(new { meter = meter.Number, master = above });
            else Screen.Pairs(("meter", meter.Number), ("master", above ?? "none"));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Loss()
    {
        var master = new Argument<string>("MASTER") { Description = "The number of the master meter" };
        var cycle = new Option<string>("--cycle") { Description = "The month, such as 2026-03", HelpName = "MONTH", Required = true };
        var bill = new Option<bool>("--bill") { Description = "Bill each part: the bill of the month is cancelled and made again with it, once" };
        var approver = MoneyArguments.Approver();
        var who = MoneyArguments.Operator();
        var json = MoneyArguments.Json();
        var command = new Command("loss", "Share what a master meter counted beyond its sub-meters (水损分摊)") { master, cycle, bill, approver, who, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (desk, number, month) = (session.Get<MasterMeterDesk>(), parsed.GetRequiredValue(master), BillCommand.Cycle(parsed.GetRequiredValue(cycle), 1).From);
            if (parsed.GetValue(bill)) MoneyArguments.Or(await desk.BillAsync(number, month, MoneyArguments.Actor(parsed.GetValue(who)!), parsed.GetValue(approver), cancellationToken).ConfigureAwait(false));
            var loss = MoneyArguments.Or(await desk.LossAsync(number, month, cancellationToken).ConfigureAwait(false));
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    master = loss.Master, counted = loss.Counted.ToNumberString(), loss = loss.Loss.ToNumberString(), unit = loss.Loss.Unit.Code,
                    shares = loss.Shares.Select(s => new { meter = s.Meter, account = s.Account, used = s.Used.ToNumberString(), share = s.Share.ToNumberString(), bill = s.Bill, billed = s.IsBilled }),
                });
                return ExitCode.Done;
            }
            Screen.Table(["meter", "account", "used", "its part", "bill", "billed"], loss.Shares.Select(s => (IReadOnlyList<string>)[s.Meter, s.Account ?? "", s.Used.ToString(), s.Share.ToString(), s.Bill ?? "", s.IsBilled ? "yes" : "no"]));
            Console.Out.WriteLine();
            Screen.Pairs(("counted", loss.Counted.ToString()), ("loss", loss.Loss.ToString()));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Build(Command command)
    {
        foreach (var option in (Option[])[s_first, s_size, s_dials, s_multiplier, s_unit, s_seal, s_due, s_source, s_registers]) command.Options.Add(option);
    }

    private static Command Act(Command command, Func<MeterDesk, ParseResult, CancellationToken, Task<Result<MeterActed>>> act)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var done = await act(session.Get<MeterDesk>(), parsed, cancellationToken).ConfigureAwait(false);
            if (!done.IsOk)
            {
                await Console.Error.WriteLineAsync(done.Fault.Message).ConfigureAwait(false);
                return ExitCode.SomeRefused;
            }
            Console.Out.WriteLine(done.Value.Done + (done.Value.Repeated ? " (done before)" : ""));
            return ExitCode.Done;
        });
        return command;
    }

    private static NewMeter New(ParseResult p, string number) => new()
    {
        Number = number, Size = p.GetValue(s_size)!, Dials = p.GetValue(s_dials), Multiplier = p.GetValue(s_multiplier), FirstIndex = Index(p, s_first), Seal = p.GetValue(s_seal),
        Unit = VolumeUnit.TryOf(p.GetValue(s_unit)) is { } unit && unit != VolumeUnit.Unstated ? unit : throw new BadUseException($"--unit {p.GetValue(s_unit)} is not known; write m3, kl, ccf or kgal."),
        VerificationDue = p.GetValue(s_due) is null ? null : Day(p, s_due),
        SourceKind = p.GetValue(s_source) switch { "card" => ReadingSourceKind.Card, "remote" => ReadingSourceKind.Remote, "agreed" => ReadingSourceKind.Agreed, _ => ReadingSourceKind.Manual },
        Registers = [.. (p.GetValue(s_registers) ?? []).Select(text =>
        {
            var (register, rest) = Parts(s_registers, text);
            return new NewRegister(register, Index(s_registers.Name, rest[0])) { Dials = Whole(rest, 1, text), Multiplier = Whole(rest, 2, text) };
        })],
    };

    private static List<LastOfRegister> Lasts(ParseResult p) => [.. (p.GetValue(s_lasts) ?? []).Select(text =>
    {
        var (register, rest) = Parts(s_lasts, text);
        return new LastOfRegister(register, Index(s_lasts.Name, rest[0]), rest.Length == 1 ? IndexTurn.None : rest[1] switch { "rollover" => IndexTurn.Rollover, "reversed" => IndexTurn.Reversed, _ => throw Bad(s_lasts, text) });
    })];

    private static (int Register, string[] Others) Parts(Option option, string text) =>
        text.Split('=') is [var number, var rest] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var register) && rest.Split(',') is { Length: <= 3 } parts ? (register, parts) : throw Bad(option, text);

    private static int? Whole(string[] parts, int at, string text) => parts.Length <= at ? null
        : int.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Bad(s_registers, text);

    private static BadUseException Bad(Option option, string text) => new($"{option.Name} {text} is not a register; write for instance 2=31, the number of the register and its index.");

    private static IndexTurn Turn(ParseResult p) => p.GetValue(s_turn) switch { "rollover" => IndexTurn.Rollover, "reversed" => IndexTurn.Reversed, _ => IndexTurn.None };

    private static LocalDate Day<T>(ParseResult p, Option<T> option) => LocalDatePattern.Iso.Parse(p.GetValue(option) as string ?? "") is { Success: true, Value: var day }
        ? day
        : throw new BadUseException($"{option.Name} {p.GetValue(option)} is not a day; write for instance 2026-03-31.");

    private static long Last(ParseResult p) => p.GetValue(s_last) is "" or null ? -1 : Index(p, s_last);

    private static long Index(ParseResult p, Option<string> option) => Index(option.Name, p.GetValue(option));

    private static long Index(string option, string? text) =>
        Rational.TryParse(text, out var units) && !units.IsNegative && units * Rational.Of(1000) is { IsWhole: true } index && index < Rational.Of(1_000_000_000_000)
            ? (long)index.Reduced().Numerator
            : throw new BadUseException($"{option} {text} is not an index; write digits with at most three decimals.");
}
