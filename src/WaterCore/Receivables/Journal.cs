using NodaTime;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>One side of a journal: an amount on a ledger account; debits above zero, credits below.</summary>
/// <param name="Ledger">The ledger account's code, such as <c>receivable</c> or <c>revenue.water</c>.</param>
/// <param name="Amount">Debit above zero, credit below.</param>
public sealed record JournalLine(string Ledger, Money Amount);

/// <summary>A balanced general-ledger journal of one batch of work.</summary>
public sealed record Journal
{
    /// <summary>Makes a journal.</summary>
    /// <exception cref="ArgumentException">It has fewer than two lines or does not balance to zero in its currency.</exception>
    public Journal(Id<Journal> id, LocalDate day, string source, IReadOnlyList<JournalLine> lines)
    {
        if (lines.Count < 2) throw new ArgumentException("A journal has at least two lines.", nameof(lines));
        var sum = lines.Aggregate(Money.Zero(lines[0].Amount.Currency), (total, line) => total + line.Amount);
        if (sum.Minor != 0) throw new ArgumentException($"Journal '{source}' is out of balance by {sum}.", nameof(lines));
        (Id, Day, Source, Lines) = (id, day, source, lines);
    }

    /// <summary>The identity.</summary>
    public Id<Journal> Id { get; }

    /// <summary>The business day it is posted on.</summary>
    public LocalDate Day { get; }

    /// <summary>What it comes from, such as <c>billing-run 7 batch 3</c>; unique.</summary>
    public string Source { get; }

    /// <summary>The sides; they add up to zero.</summary>
    public IReadOnlyList<JournalLine> Lines { get; }
}
