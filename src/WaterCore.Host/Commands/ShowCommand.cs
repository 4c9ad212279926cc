using System.CommandLine;
using NodaTime.Text;
using WaterCore.Billing;
using WaterCore.Operations;

namespace WaterCore.Host.Commands;

/// <summary><c>show</c>: a bill as a customer would understand it.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var bill = new Argument<string>("BILL") { Description = "A bill's number, or an account's number for its latest bill" };
        var language = new Option<string>("--language") { Description = "zh or en", HelpName = "LANGUAGE", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("zh", "en");
        var json = new Option<bool>("--json") { Description = "Write JSON" };
        var command = new Command("show", "Print a bill with the derivation of each line") { bill, language, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var session = await HostSession.OpenAsync(parsed.GetValue(HostSession.Database), cancellationToken: cancellationToken).ConfigureAwait(false);
            var view = await session.Get<BillDesk>().ShowAsync(parsed.GetRequiredValue(bill), cancellationToken).ConfigureAwait(false);
            if (!view.IsOk) throw new BadUseException(view.Fault.Message);
            Print(view.Value, parsed.GetValue(language) == "zh" ? Language.Chinese : Language.English, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Prints a bill.</summary>
    public static void Print(BillView view, Language language, bool json)
    {
        var zh = language == Language.Chinese;
        var bill = view.Bill;
        var days = $"{LocalDatePattern.Iso.Format(bill.Key.From)} – {LocalDatePattern.Iso.Format(bill.To.PlusDays(-1))}";
        if (json)
        {
            Screen.Json(new
            {
                number = view.Number, account = view.Account.Number, name = view.Customer.Name, address = view.Address, from = LocalDatePattern.Iso.Format(bill.Key.From),
                to = LocalDatePattern.Iso.Format(bill.To), usage = bill.Usage.ToNumberString(), unit = bill.Usage.Unit.Code, tariff = bill.Tariff, revision = bill.TariffRevision,
                lines = view.Calculated.Lines.Select(l => new { code = l.Code, name = l.Name.In(language), amount = l.Amount.ToAmountString(), derivation = BillText.Explain(l, view.Calculated, language) }),
                total = bill.Total.ToAmountString(), currency = bill.Total.Currency.Code,
            });
            return;
        }
        Screen.Pairs(
            (zh ? "账单" : "Bill", view.Number), (zh ? "户号" : "Account", view.Account.Number), (zh ? "户名" : "Customer", view.Customer.Name),
            (zh ? "用水地址" : "Address", view.Address), (zh ? "用水性质" : "Use class", view.Calculated.Tariff.Classes[view.Calculated.Case.UseClass].Name.In(language)),
            (zh ? "计费期间" : "Period", $"{days}, {bill.Period.Days} {(zh ? "天" : "days")}"),
            (zh ? "止码" : "Reading", $"{new Volume(bill.ClosingIndex, bill.Usage.Unit).ToNumberString()}"),
            (zh ? "用水量" : "Usage", bill.Usage.ToString()), (zh ? "价目" : "Tariff", $"{view.Calculated.Tariff.Name.In(language)}, {(zh ? "第" : "revision ")}{bill.TariffRevision}{(zh ? "版" : "")}"),
            (zh ? "出账日" : "Issued", LocalDatePattern.Iso.Format(bill.IssuedOn)));
        Console.Out.WriteLine();
        Console.Out.Write(BillText.Explain(view.Calculated, language));
    }
}
