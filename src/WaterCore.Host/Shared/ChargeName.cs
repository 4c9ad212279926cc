using WaterCore.Customers;
using WaterCore.Host.Service;
using WaterCore.Receivables;

namespace WaterCore.Host.Shared;

/// <summary>What a charge is called on a page.</summary>
internal static class ChargeName
{
    /// <summary>A bill by its number, another charge by its kind and entry.</summary>
    public static string Of(ChargeRef charge, Account account, Language language) => charge.Bill is { } bill
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Texts.Bill.In(language)} {account.Number}-{bill.From:yyyyMMdd}{(bill.Revision > 0 ? $"r{bill.Revision}" : "")}")
        : $"{Texts.OtherCharge.In(language)} {charge.Entry}";
}
