using NodaTime;
using WaterCore.Billing;

namespace WaterCore.Tests.Billing.Verifier;

/// <summary>A calculated bill as it would be stored.</summary>
internal static class StoredBill
{
    public static Bill Of(CalculatedBill bill, IReadOnlyDictionary<string, string> attributes) => new()
    {
        Key = new(new(1), new(1), new LocalDate(2025, 1, 1), 0), To = new LocalDate(2025, 3, 1), Cycle = new LocalDate(2025, 1, 1), Tariff = bill.Tariff.Code, TariffRevision = 1,
        Usage = bill.Case.Usage, Total = bill.Total, ClosingReading = new(1), ClosingIndex = 0, IssuedOn = new LocalDate(2025, 3, 1), Run = new(1),
        Inputs = BillPacking.PackInputs(bill, attributes), Lines = BillPacking.PackLines(bill),
    };
}
