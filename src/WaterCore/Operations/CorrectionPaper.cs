using WaterCore.Billing;
using WaterCore.Documents;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>A correction note (更正单) as a sheet: which bills were cancelled and made again, what changed in each and why, and its sum, new less old.</summary>
internal static class CorrectionPaper
{
    /// <summary>Writes the sheet.</summary>
    /// <param name="pairs">The bills, cancelled and in their place, with the correction of each; all of one act, in order of days.</param>
    /// <param name="utility">Who issues it.</param>
    /// <param name="language">The language.</param>
    public static Sheet Of(IReadOnlyList<(BillView Old, BillView New, BillCorrection Correction)> pairs, Utility utility, Language language)
    {
        var zh = language == Language.Chinese;
        var (first, correction) = (pairs[0].New, pairs[0].Correction);
        var difference = pairs.Aggregate(Money.Zero(first.Bill.Total.Currency), (sum, p) => sum + p.New.Bill.Total - p.Old.Bill.Total);
        var parts = new List<SheetPart>
        {
            new SheetFacts(
            [
                (zh ? "户号" : "Account", first.Account.Number), (zh ? "更正日" : "Corrected", BillPaper.Iso(correction.Day)),
                (zh ? "户名" : "Customer", first.Customer.Name), (zh ? "用水地址" : "Address", first.Address),
                (zh ? "原因" : "Reason", correction.Reason),
                (zh ? "经办与复核" : "Made and approved by", correction.Approver is null ? correction.Maker : $"{correction.Maker}, {correction.Approver}"),
            ]),
            new SheetFigure(zh ? "更正金额" : "Difference", BillPaper.Amount(difference, zh), difference.Minor switch
            {
                > 0 => zh ? "比原账单多收，计入应收" : "more than before; it is added to what the account owes",
                < 0 => zh ? "比原账单少收，从应收中减去；多缴的部分转为预存" : "less than before; it is taken off what is owed, and what was paid too much is credit of the account",
                _ => zh ? "金额不变" : "the amount is the same",
            }),
        };
        parts.AddRange(pairs.SelectMany(p => Pair(p.Old, p.New, zh, language)));
        parts.Add(new SheetNote(zh
            ? "原账单已作废，以新账单为准。对更正有异议，请凭本单申请复核。"
            : "The bills before are cancelled and those in their place hold. If you doubt the correction, you may ask with this note for it to be checked."));
        return new Sheet { Title = zh ? "账单更正单" : "Correction note", Issuer = utility.Name, Number = $"{first.Number}-C", Language = language, Parts = parts };
    }

    private static IEnumerable<SheetPart> Pair(BillView old, BillView now, bool zh, Language language)
    {
        var facts = Facts(old, zh, language).Zip(Facts(now, zh, language)).Where(f => f.First.Value != f.Second.Value)
            .Select(f => new SheetRow(Cell.Of(f.First.Name), Cell.Of(f.First.Value), Cell.Of(f.Second.Value))).ToList();
        if (facts.Count > 0)
            yield return new SheetTable { Title = $"{old.Number} → {now.Number}", Columns = [new(zh ? "更正项目" : "What changed", 3), new(zh ? "原为" : "Before", 4), new(zh ? "现为" : "Now", 4)], Rows = facts };

        var unit = BillPaper.Unit(now.Bill.Total.Currency, zh);
        var none = Money.Zero(now.Bill.Total.Currency);
        var codes = now.Calculated.Lines.Concat(old.Calculated.Lines).DistinctBy(l => l.Code).Select(l =>
        {
            var (before, after) = (Sum(old, l.Code, none), Sum(now, l.Code, none));
            return new SheetRow(Cell.Of(l.Name.In(language)), Cell.Of(before), Cell.Of(after), Cell.Of(after - before));
        });
        yield return new SheetTable
        {
            Title = facts.Count > 0 ? "" : $"{old.Number} → {now.Number}",
            Columns = [new(zh ? "费用项目" : "Charge", 3), new($"{(zh ? "原金额" : "Before")} ({unit})", 2, true), new($"{(zh ? "新金额" : "Now")} ({unit})", 2, true), new($"{(zh ? "差额" : "Difference")} ({unit})", 2, true)],
            Rows = [.. codes],
            Total = new SheetRow(Cell.Of(zh ? "合计" : "Total"), Cell.Of(old.Bill.Total), Cell.Of(now.Bill.Total), Cell.Of(now.Bill.Total - old.Bill.Total)),
        };
    }

    private static Money Sum(BillView view, string code, Money none) => view.Calculated.Lines.Where(l => l.Code == code).Aggregate(none, (sum, l) => sum + l.Amount);

    private static List<(string Name, string Value)> Facts(BillView view, bool zh, Language language)
    {
        var (bill, of) = (view.Bill, view.Calculated.Case);
        return
        [
            (zh ? "本期止码" : "Reading", new Volume(bill.ClosingIndex, bill.Usage.Unit).ToNumberString()),
            (zh ? "用水量" : "Usage", bill.Usage.ToString()),
            (zh ? "用水性质" : "Use class", view.Calculated.Tariff.Classes[of.UseClass].Name.In(language)),
            (zh ? "用水人口" : "Persons", of.Persons?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (zh ? "未登记" : "not registered")),
            (zh ? "本年度累计水量（此前）" : "Counted in the year before", new Volume(of.Carried.YearToDate, bill.Usage.Unit).ToString()),
        ];
    }
}

/// <summary>A bill was never corrected, so there is no correction note.</summary>
/// <param name="Number">The bill's number.</param>
public sealed record NotCorrected(string Number) : Fault
{
    /// <inheritdoc/>
    public override string Code => "billing.not-corrected";

    /// <inheritdoc/>
    public override string Message => $"Bill {Number} was not corrected, so there is no correction note; ask for a bill that was cancelled and made again.";
}
