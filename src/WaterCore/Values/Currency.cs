namespace WaterCore.Values;

/// <summary>A currency by its ISO 4217 code, with the number of digits of its minor unit.</summary>
/// <remarks>Two currencies are equal when their codes are. Amounts of different currencies never mix.</remarks>
public readonly record struct Currency
{
    private readonly string? _code;

    private Currency(string code, int digits) => (_code, MinorDigits) = (code, digits);

    /// <summary>Chinese yuan, two digits.</summary>
    public static Currency Cny { get; } = new("CNY", 2);

    /// <summary>United States dollar, two digits.</summary>
    public static Currency Usd { get; } = new("USD", 2);

    /// <summary>The ISO 4217 code, three capital letters.</summary>
    public string Code => _code ?? throw new InvalidOperationException("This Currency was never set; use Currency.Of(\"CNY\").");

    /// <summary>Digits after the decimal mark of the minor unit: 2 for CNY, 0 for JPY, 3 for KWD.</summary>
    public int MinorDigits { get; }

    /// <summary>How many minor units make one: 100 for CNY.</summary>
    public long MinorPerUnit => MinorDigits switch { 0 => 1, 2 => 100, 3 => 1000, _ => throw new InvalidOperationException() };

    /// <summary>The currency of an ISO 4217 code.</summary>
    /// <exception cref="ArgumentException">The code is not three capital letters.</exception>
    public static Currency Of(string code) => TryOf(code) ?? throw new ArgumentException(
        $"'{code}' is not a currency code; write three capital letters of ISO 4217, such as CNY.", nameof(code));

    /// <summary>The currency of an ISO 4217 code, or null when the text is not three capital letters.</summary>
    public static Currency? TryOf(string? code) =>
        code is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', >= 'A' and <= 'Z']
            ? new Currency(code, code switch
            {
                "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
                "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
                _ => 2,
            })
            : null;

    /// <summary>Equal when the codes are.</summary>
    public bool Equals(Currency other) => _code == other._code;

    /// <inheritdoc/>
    public override int GetHashCode() => _code?.GetHashCode(StringComparison.Ordinal) ?? 0;

    /// <summary>The code.</summary>
    public override string ToString() => _code ?? "(no currency)";
}
