using System.CommandLine;
using WaterCore.Organization;
using WaterCore.Receivables;

namespace WaterCore.Host.Commands;

/// <summary><c>policy</c>: the terms of payment as a file.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        var show = new Command("show", "Print the shipped terms of payment, to copy and change");
        show.SetAction(_ => Console.Out.Write(ReceivablePolicyFile.ShippedText()));
        var file = new Argument<string>("FILE") { Description = "A file of terms of payment" };
        var language = WorkArguments.InLanguage();
        var check = new Command("check", "Read a file of terms of payment: late charges, allocation, limits, ageing, dunning under the law") { file, language };
        check.SetAction(parsed =>
        {
            var policy = Read(parsed.GetRequiredValue(file), Currency.Cny, WorkArguments.Spoken(parsed, language));
            Screen.Pairs(
                ("late charges", $"{policy.Late.Code}{string.Concat(policy.LateByTariff.Select(l => $", {l.Key}: {l.Value.Code}"))}"), ("allocation", policy.Order.ToString()),
                ("dunning", $"{policy.Dunning.Code}, {policy.Dunning.Steps.Count} steps under {policy.Dunning.Law.Code}: {string.Join(", ", policy.Dunning.Steps.Select(s => $"{s.Code} after {s.DaysOverdue} days"))}"));
            return ExitCode.Done;
        });
        return new Command("policy", "Terms of payment as a file (WaterCore:PolicyFile); dun --policy tries one over the whole base") { show, check };
    }

    /// <summary>Reads a file of terms; days off are those of the shipped calendar.</summary>
    /// <exception cref="BadUseException">It cannot be used.</exception>
    public static ReceivablePolicy Read(string path, Currency currency, Language language = Language.English)
    {
        if (!File.Exists(path)) throw new BadUseException($"There is no file {path}; correct the path.");
        var policy = ReceivablePolicyFile.Read(File.ReadAllText(path), path, currency);
        return policy.IsOk ? policy.Value with { IsHoliday = day => WorkCalendarFile.China.Knows(day.Year) && !WorkCalendarFile.China.IsWorkingDay(day) } : throw new BadUseException(WorkArguments.Words(policy.Fault, language));
    }
}
