using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using WaterCore.Organization;
using WaterCore.Receivables;
using WaterCore.Values;

namespace WaterCore.Operations;

/// <summary>Counts drawers at the end of the day and closes accounting periods.</summary>
/// <param name="context">What it works with.</param>
public sealed class DayEnd(MoneyContext context)
{
    /// <summary>Counts a drawer for today (日结): what lies in it goes to the bank, and what is missing or over to its own ledger account.</summary>
    /// <returns>The count; the same one when it was counted so before.</returns>
    public Task<Result<DrawerClose>> CloseDrawerAsync(string drawer, Money counted, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => CloseDrawerOnceAsync(drawer, counted, actor, cancellationToken));

    private async Task<Result<DrawerClose>> CloseDrawerOnceAsync(string drawer, Money counted, Actor actor, CancellationToken cancellationToken)
    {
        if (counted.Minor < 0) return new AmountNotAboveZero(counted);
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        if (await unit.Cash.FindCloseAsync(drawer, act.Today, cancellationToken).ConfigureAwait(false) is { } earlier)
            return earlier.Counted == counted ? earlier : new DrawerClosed(drawer, act.Today);
        if (await act.ClosedAsync(cancellationToken).ConfigureAwait(false) is { } closed) return closed;
        var expected = new Money(await unit.Cash.ExpectedMinorAsync(drawer, act.Today, cancellationToken).ConfigureAwait(false), counted.Currency);
        var close = new DrawerClose(drawer, act.Today, expected, counted, act.Now, actor.Name);
        await unit.Cash.AddAsync(close, cancellationToken).ConfigureAwait(false);
        act.Post($"cash.{drawer}", -expected);
        act.Post("cash-in-transit", counted);
        act.Post("drawer-difference", -close.Difference);
        var day = LocalDatePattern.Iso.Format(act.Today);
        var after = new JsonObject { ["drawer"] = drawer, ["day"] = day, ["expected"] = expected.ToAmountString(), ["counted"] = counted.ToAmountString(), ["difference"] = close.Difference.ToAmountString() };
        await act.FinishAsync("drawer.closed", $"{drawer} {day}", $"drawer {drawer}", after, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return close;
    }

    /// <summary>Closes everything before a day; nothing is posted there any more.</summary>
    public Task<Result<LocalDate>> ClosePeriodAsync(LocalDate before, Actor actor, CancellationToken cancellationToken = default) =>
        Again.IfOtherCameFirstAsync(() => ClosePeriodOnceAsync(before, actor, cancellationToken));

    private async Task<Result<LocalDate>> ClosePeriodOnceAsync(LocalDate before, Actor actor, CancellationToken cancellationToken)
    {
        if (before > context.Today) return new DayToCome(before);
        var unit = await context.Storage.WriteAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = unit.ConfigureAwait(false);
        var act = new MoneyAct(context, unit, actor);
        if (await unit.Cash.OpenFromAsync(cancellationToken).ConfigureAwait(false) is { } open && before <= open) return open;
        await unit.Cash.CloseAsync(before, act.Now, cancellationToken).ConfigureAwait(false);
        var day = LocalDatePattern.Iso.Format(before);
        await act.FinishAsync("period.closed", $"before {day}", "accounting period", new JsonObject { ["before"] = day }, null, cancellationToken).ConfigureAwait(false);
        await unit.CommitAsync(cancellationToken).ConfigureAwait(false);
        return before;
    }
}
