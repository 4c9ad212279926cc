using NodaTime;
using WaterCore.Metering;
using WaterCore.Receivables;

namespace WaterCore.Host.Experiments.Years;

/// <summary>A bill that is not settled.</summary>
internal sealed class YearsBill
{
    public required int Year, IssuedOn, Due, Number;
    public required long Total;
    public long Open;
    public bool Disputed;

    /// <summary>What it should have come to, where a wrong reading made it far too high.</summary>
    public long Truly;
}

/// <summary>One account through the years: what its meter shows, what the system holds, what it owes.</summary>
internal sealed class YearsAccount
{
    public const int Never = int.MaxValue;

    public required int Number;
    public required int Slot;
    public required int Persons;

    /// <summary>How thirsty the household is, in hundredths of the usual.</summary>
    public required int Thirst;

    public required Meter Meter;

    /// <summary>What the dial shows, in litres.</summary>
    public long Dial;

    /// <summary>The day up to which the dial has turned.</summary>
    public int DialDay;

    /// <summary>What the dial showed at the last visit, in thousandths of a unit, whatever was entered.</summary>
    public long Shown;

    // What the system holds.
    public long Index;
    public int IndexDay;
    public bool IndexEstimated;
    public bool IndexWrong;
    public long? LastTrue;
    public int LastTrueDay;
    public int EstimatesBefore;
    public List<PastUse> History { get; } = [];

    // The reading that waits to be billed.
    public int BillOn = Never;
    public long BillUsage, BillTruly;

    // Money.
    public List<YearsBill> Open { get; } = [];
    public List<DunningTaken> Taken { get; } = [];
    public int PayOn = Never;
    public int CorrectOn = Never;
    public int NewPayerOn = Never;
    public bool Suspended;
    public int Bills;

    /// <summary>Whether the payer has stopped paying for good.</summary>
    public bool Defaulted => NewPayerOn != Never;

    /// <summary>The due day of the oldest bill that is overdue, or <see cref="Never"/>.</summary>
    public int OldestDue(int day)
    {
        var oldest = Never;
        foreach (var bill in Open) if (bill.Due < day && !bill.Disputed && bill.Due < oldest) oldest = bill.Due;
        return oldest;
    }

    public long Overdue(int day)
    {
        long sum = 0;
        foreach (var bill in Open) if (bill.Due < day && !bill.Disputed) sum += bill.Open;
        return sum;
    }
}
