using NodaTime;
using NodaTime.Text;
using WaterCore.Values;

namespace WaterCore.Receivables;

/// <summary>There is no account with this number.</summary>
public sealed record AccountNotFound(string Number) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.account-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no account '{Number}'; look the customer up by name, address or telephone.";
}

/// <summary>An amount that must be above zero is not.</summary>
public sealed record AmountNotAboveZero(Money Amount) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.amount-not-above-zero";

    /// <inheritdoc/>
    public override string Message => $"The amount is {Amount}; give one above zero.";
}

/// <summary>A request with this key was answered before, and asked for something else.</summary>
public sealed record RequestDiffers(string Scope, string Key) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.request-differs";

    /// <inheritdoc/>
    public override string Message => $"{Scope} {Key} was taken before with another account or amount, and nothing was changed now; give this one its own reference.";
}

/// <summary>An entry is not there, or not of the kind that can be treated so.</summary>
public sealed record EntryNotFound(string Asked, string What) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.entry-not-found";

    /// <inheritdoc/>
    public override string Message => $"There is no {What} '{Asked}'; the account's statement lists them.";
}

/// <summary>An entry was reversed before.</summary>
public sealed record ReversedAlready(string Entry) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.reversed-already";

    /// <inheritdoc/>
    public override string Message => $"Entry {Entry} was reversed before; nothing is reversed twice.";
}

/// <summary>A payment that was refunded in part cannot be reversed.</summary>
public sealed record RefundedAlready(string Entry, Money Refunded) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.refunded-already";

    /// <inheritdoc/>
    public override string Message => $"{Refunded} of payment {Entry} were refunded, so it cannot be reversed as a whole; refund the rest instead.";
}

/// <summary>More is asked for than there is.</summary>
public sealed record MoreThanThereIs(Money Asked, Money Left, string What) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.more-than-there-is";

    /// <inheritdoc/>
    public override string Message => $"{Asked} is more than the {Left} that is left of {What}; ask for at most that.";
}

/// <summary>An act needs a second person.</summary>
public sealed record SecondPersonNeeded(string Act, Money Amount, Money Limit) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.second-person-needed";

    /// <inheritdoc/>
    public override string Message => $"{Act} of {Amount} is above {Limit} and needs the approval of a second person, who is not its maker.";
}

/// <summary>Nobody who makes or approves an act may give up so much.</summary>
public sealed record AboveAuthority(string Act, Money Amount, Money Limit) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.above-authority";

    /// <inheritdoc/>
    public override string Message => $"{Act} of {Amount} is above the {Limit} that the positions of its maker and approver reach; ask somebody whose position reaches it to approve it.";
}

/// <summary>An amount is above what may be done at all.</summary>
public sealed record AboveLimit(string Act, Money Amount, Money Limit) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.above-limit";

    /// <inheritdoc/>
    public override string Message => $"{Act} of {Amount} is above the limit of {Limit}; change the limit in the policy, or split the matter.";
}

/// <summary>The accounting period of a day is closed.</summary>
public sealed record PeriodClosed(LocalDate Day, LocalDate ClosedTo) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.period-closed";

    /// <inheritdoc/>
    public override string Message => $"{LocalDatePattern.Iso.Format(Day)} lies in a closed period (closed before {LocalDatePattern.Iso.Format(ClosedTo)}); post it on an open day.";
}

/// <summary>A drawer was counted for the day already.</summary>
public sealed record DrawerClosed(string Drawer, LocalDate Day) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.drawer-closed";

    /// <inheritdoc/>
    public override string Message => $"Drawer {Drawer} was counted and closed for {LocalDatePattern.Iso.Format(Day)}; use another drawer today.";
}

/// <summary>A bill cannot be billed again as asked.</summary>
/// <param name="Bill">The bill's number.</param>
/// <param name="Why">Why, as a clause.</param>
/// <param name="Remedy">What to do, as a clause.</param>
public sealed record CannotRebill(string Bill, Wording Why, Wording Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.cannot-rebill";

    /// <inheritdoc/>
    public override string Message => $"Bill {Bill} cannot be billed again: {Why.En}; {Remedy.En}.";
}

/// <summary>A file of a bank cannot be taken.</summary>
public sealed record BankFileRefused(string File, int Line, string Problem, string Remedy) : Fault
{
    /// <inheritdoc/>
    public override string Code => "receivables.bank-file-refused";

    /// <inheritdoc/>
    public override string Message => $"{File}, line {Line}: {Problem}; {Remedy}. Nothing of the file was taken.";
}
