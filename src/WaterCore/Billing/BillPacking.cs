namespace WaterCore.Billing;

/// <summary>Packs the inputs and the lines of a bill into few bytes, and unpacks them.</summary>
public static partial class BillPacking
{
}
