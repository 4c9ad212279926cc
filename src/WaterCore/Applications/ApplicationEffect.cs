namespace WaterCore.Applications;

/// <summary>What completing a step does to customers, meters and money; named in a definition as <c>effects:</c>, so that managers place it.</summary>
public static class ApplicationEffect
{
    /// <summary>Customer and account come to be; fees can be posted (立户).</summary>
    public const string OpenAccount = "open-account";

    /// <summary>Premise, service point, terms, meter, installation and first reading come to be: the next run bills it (通水).</summary>
    public const string Connect = "connect";

    /// <summary>The account ends with a reading, and one of the new owner goes on from it (过户).</summary>
    public const string ChangeOwner = "change-owner";

    /// <summary>New terms from the day on: use class, tariff, household size (变更用水性质、人口).</summary>
    public const string ChangeTerms = "change-terms";

    /// <summary>One meter out, another in (换表).</summary>
    public const string ExchangeMeter = "exchange-meter";

    /// <summary>Water is cut off (停水).</summary>
    public const string StopSupply = "stop-supply";

    /// <summary>Water is restored (复水).</summary>
    public const string RestoreSupply = "restore-supply";

    /// <summary>The meter comes out, terms and account end; the next run makes the final bill (销户).</summary>
    public const string CloseAccount = "close-account";

    /// <summary>The account gets a credit for a leak (漏水减免).</summary>
    public const string GiveRelief = "give-relief";

    /// <summary>The reading of the day goes on record, as when a meter was moved (抄表).</summary>
    public const string ReadMeter = "read-meter";

    /// <summary>After a test of a disputed meter: a bill is cancelled and made again in proportion to the error, when that is outside the tolerance (检定纠正).</summary>
    public const string CorrectBill = "correct-bill";

    /// <summary>All of them, each with the form fields that it cannot do without.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Needs { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [OpenAccount] = [], [Connect] = ["tariff", "use_class", "meter", "diameter", "first_index"], [ChangeOwner] = ["new_owner", "index"], [ChangeTerms] = [],
        [ExchangeMeter] = ["meter", "old_index", "new_meter", "new_index"], [StopSupply] = ["index"], [RestoreSupply] = ["index"], [CloseAccount] = ["index"], [GiveRelief] = ["relief"],
        [ReadMeter] = ["index"], [CorrectBill] = ["bill", "error"],
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Needs.Keys];
}
