using System.Globalization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>Reads the fields of an item's form that effects need; the first that is missing or not of its kind is kept as the fault.</summary>
internal sealed class ApplicationForm(WorkItem item)
{
    public ApplicationRefused? Fault { get; private set; }

    public string? Optional(string field) => item.Form.TryGetValue(field, out var value) && value.Trim() is { Length: > 0 } text ? text : null;

    public string Text(string field) => Optional(field) ?? Refuse(field, "没有填写", "is not filled in");

    public int Whole(string field, int least, int most, int? fallback = null)
    {
        if (Optional(field) is not { } text && fallback is { } value) return value;
        if (int.TryParse(Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(field, $"须为{least}到{most}的整数", $"is not a whole number of {least} to {most}");
        return least;
    }

    /// <summary>A meter's index in thousandths.</summary>
    public long Index(string field)
    {
        if (decimal.TryParse(Text(field), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var units) && units is >= 0 and < 1_000_000_000 && decimal.Truncate(units * 1000) == units * 1000)
            return (long)(units * 1000);
        Refuse(field, "不是表底读数", "is not an index with at most three decimals");
        return 0;
    }

    /// <summary>A percentage in hundredths of a percent, above -100 %.</summary>
    public int BasisPoints(string field)
    {
        if (decimal.TryParse(Text(field), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent)
            && percent is > -100 and < 1000 && decimal.Truncate(percent * 100) == percent * 100) return (int)(percent * 100);
        Refuse(field, "不是最多两位小数的百分数", "is not a percentage above -100 with at most two decimals");
        return 0;
    }

    /// <summary>An amount of a currency, or null when the field is not filled in.</summary>
    public Money? Amount(string field, Currency currency)
    {
        if (Optional(field) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and < 1_000_000_000 && decimal.Truncate(amount * currency.MinorPerUnit) == amount * currency.MinorPerUnit)
            return new Money((long)(amount * currency.MinorPerUnit), currency);
        Refuse(field, "不是金额", $"is not an amount in {currency.Code}");
        return null;
    }

    public string Refuse(string field, string zh, string en)
    {
        Fault ??= new ApplicationRefused(item.Id.Value, new Wording($"字段{field}{zh}，请退回填写该字段的环节更正", $"the field {field} {en}; send it back to the step that asks for it"));
        return "";
    }
}
