using System.CommandLine;
using NodaTime;
using WaterCore.Host.Files;
using WaterCore.Operations;
using WaterCore.Organization;

namespace WaterCore.Host.Commands;

/// <summary><c>organization</c>: branches, departments, positions, and who holds them.</summary>
internal static class OrganizationCommand
{
    public static Command Create() => new("organization", "Branches, departments, positions and who holds them") { Load(), Show(), Appoint(), Leave(), Absent() };

    private static Command Load()
    {
        var file = new Argument<string>("FILE") { Description = "A YAML file as organization show --yaml writes it, a CSV file, or 'sample' for a made-up branch with 40 positions and 60 people" };
        var (who, language) = (WorkArguments.As(), WorkArguments.InLanguage());
        var command = new Command("load", "Store the organisation in place of the one before; it is checked as a whole, and the same again changes nothing") { file, who, language };
        command.SetAction((parsed, cancellationToken) => ChangeAsync(parsed, who, (desk, utility, now, actor) => desk.StoreAsync(Read(parsed.GetRequiredValue(file), utility.DayOf(now), WorkArguments.Spoken(parsed, language)), actor, cancellationToken), cancellationToken, language));
        return command;
    }

    private static Command Appoint()
    {
        var position = new Argument<string>("POSITION") { Description = "The position's code" };
        var person = new Argument<string>("PERSON") { Description = "The sign-in name" };
        var (on, who) = (MoneyArguments.On("The first day (default: today)"), WorkArguments.As());
        var command = new Command("appoint", "Appoint a person to a position") { position, person, on, who };
        command.SetAction((parsed, cancellationToken) => ChangeAsync(parsed, who, (desk, utility, now, actor) =>
            desk.AppointAsync(parsed.GetRequiredValue(position), parsed.GetRequiredValue(person), MoneyArguments.Day("--on", parsed.GetValue(on)) ?? utility.DayOf(now), actor, cancellationToken), cancellationToken));
        return command;
    }

    private static Command Leave()
    {
        var person = new Argument<string>("PERSON") { Description = "The sign-in name" };
        var successor = new Option<string?>("--successor") { Description = "Who takes the positions and the open work over", HelpName = "PERSON" };
        var (on, who) = (MoneyArguments.On("The first day on which the person is gone (default: today)"), WorkArguments.As());
        var command = new Command("leave", "A person leaves; open work stays in the positions and goes to the successor") { person, successor, on, who };
        command.SetAction((parsed, cancellationToken) => ChangeAsync(parsed, who, (desk, utility, now, actor) =>
            desk.LeaveAsync(parsed.GetRequiredValue(person), MoneyArguments.Day("--on", parsed.GetValue(on)) ?? utility.DayOf(now), parsed.GetValue(successor), actor, cancellationToken), cancellationToken));
        return command;
    }

    private static Command Absent()
    {
        var position = new Argument<string>("POSITION") { Description = "The position's code" };
        var person = new Argument<string>("PERSON") { Description = "Who is away" };
        var from = new Option<string>("--from") { Description = "The first day", HelpName = "DAY", Required = true };
        var to = new Option<string>("--to") { Description = "The day after the last", HelpName = "DAY", Required = true };
        var standIn = new Option<string?>("--stand-in") { Description = "Who acts in the position meanwhile", HelpName = "PERSON" };
        var who = WorkArguments.As();
        var command = new Command("absent", "A holder is away, and somebody stands in") { position, person, from, to, standIn, who };
        command.SetAction((parsed, cancellationToken) =>
        {
            var (first, end) = (MoneyArguments.Day("--from", parsed.GetValue(from))!.Value, MoneyArguments.Day("--to", parsed.GetValue(to))!.Value);
            if (end <= first) throw new BadUseException("--to is the day after the last day of the absence; give a later day.");
            return ChangeAsync(parsed, who, (desk, _, _, actor) => desk.SubstituteAsync(
                new Substitute(parsed.GetRequiredValue(position), parsed.GetRequiredValue(person), parsed.GetValue(standIn), new Period(first, end)), actor, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Command Show()
    {
        var on = MoneyArguments.On("The day (default: today)");
        var yaml = new Option<bool>("--yaml") { Description = "Write the whole organisation as a file to edit and load" };
        var (language, json) = (WorkArguments.InLanguage(), MoneyArguments.Json());
        var command = new Command("show", "Positions with who may act in them on a day; a vacant one says so") { on, yaml, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var (chart, revision) = await session.Get<OrganizationDesk>().ShowAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(yaml))
            {
                Console.Out.Write(OrganizationFile.Write(chart.Data));
                return ExitCode.Done;
            }
            var day = MoneyArguments.Day("--on", parsed.GetValue(on)) ?? session.Get<Utility>().DayOf(session.Get<IClock>().GetCurrentInstant());
            var spoken = WorkArguments.Spoken(parsed, language);
            var rows = chart.Data.Positions.Select(p => (Position: p, Branch: chart.BranchOf(p) ?? "", Holders: chart.HoldersOf(p.Code, day))).ToList();
            if (parsed.GetValue(json))
            {
                Screen.Json(new
                {
                    revision, day = MoneyArguments.Iso(day),
                    positions = rows.Select(r => new { r.Position.Code, r.Position.Role, name = r.Position.Name.In(spoken), r.Branch, rights = r.Position.Permissions.Select(p => p.Code), holders = r.Holders.Select(h => new { h.Operator, h.StandsInFor }), vacant = r.Holders.Count == 0 }),
                });
                return ExitCode.Done;
            }
            Console.Out.WriteLine($"revision {revision}, {rows.Count} positions, {chart.Data.Operators.Count} people, on {MoneyArguments.Iso(day)}");
            var vacant = spoken == Language.Chinese ? "空岗" : "VACANT";
            Screen.Table(["position", "branch", "name", "who"], rows.Select(r => (IReadOnlyList<string>)[r.Position.Code, r.Branch, r.Position.Name.In(spoken),
                r.Holders.Count == 0 ? vacant : string.Join(", ", r.Holders.Select(h => h.StandsInFor is { } away ? $"{h.Operator} for {away}" : h.Operator))]));
            return ExitCode.Done;
        });
        return command;
    }

    private static OrganizationData Read(string path, LocalDate today, Language language)
    {
        if (path == "sample" && !File.Exists(path)) return SampleOrganization.Create(new LocalDate(today.Year, 1, 1));
        if (!File.Exists(path)) throw new BadUseException($"There is no file {path}; give a YAML or CSV file, or 'sample'.");
        if (Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)) return OrganizationTable.Read(TableFile.Read(path, ','));
        var data = OrganizationFile.Read(File.ReadAllText(path), Path.GetFileName(path));
        return data.IsOk ? data.Value : throw new BadUseException(WorkArguments.Words(data.Fault, language));
    }

    private static async Task<int> ChangeAsync(ParseResult parsed, Option<string?> who, Func<OrganizationDesk, Utility, Instant, Actor, Task<Result<OrganizationLoaded>>> change, CancellationToken cancellationToken, Option<string>? language = null)
    {
        await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
        var (utility, clock) = (session.Get<Utility>(), session.Get<IClock>());
        var done = await change(session.Get<OrganizationDesk>(), utility, clock.GetCurrentInstant(), WorkArguments.Actor(parsed.GetValue(who))).ConfigureAwait(false);
        if (!done.IsOk) return WorkArguments.Refuse(done.Fault, language is null ? Language.English : WorkArguments.Spoken(parsed, language));
        var data = done.Value.Data;
        Console.Out.WriteLine($"organization revision {done.Value.Revision}{(done.Value.Changed ? "" : " (unchanged)")}: {data.Branches.Count} branches, {data.Positions.Count} positions, {data.Operators.Count} people, {data.Holdings.Count} holdings");
        foreach (var vacancy in new OrganizationChart(data).Vacancies(utility.DayOf(clock.GetCurrentInstant()))) Console.Error.WriteLine(vacancy.Message);
        return ExitCode.Done;
    }
}
