using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>An account beside another.</summary>
/// <param name="Account">Its number.</param>
/// <param name="Address">Where it is served.</param>
/// <param name="Places">How many places away in the round; null when it is only behind the same master meter.</param>
/// <param name="Master">The number of the master meter that both are behind, or null.</param>
public sealed record NeighbourAccount(string Account, string Address, int? Places, string? Master);

/// <summary>The store of reading work: books, sheets, visits and the tray of held readings.</summary>
public interface IReadingWorkStore
{
    /// <summary>Adds books, or changes the cycle of those that are there.</summary>
    ValueTask PutAsync(IReadOnlyList<ReadingBook> books, CancellationToken cancellationToken = default);

    /// <summary>Puts service points into books; one that is in a book already moves.</summary>
    ValueTask PutAsync(IReadOnlyList<BookPlace> places, CancellationToken cancellationToken = default);

    /// <summary>A book, or null.</summary>
    ValueTask<ReadingBook?> FindBookAsync(string code, CancellationToken cancellationToken = default);

    /// <summary>All books with how many service points stand in each, in order of code.</summary>
    ValueTask<IReadOnlyList<(ReadingBook Book, int Places)>> BooksAsync(CancellationToken cancellationToken = default) => throw OlderPlugin.Without("the list of books");

    /// <summary>The stops of a book where a meter stands and an account is served on a day, in the order of the walk.</summary>
    ValueTask<IReadOnlyList<BookStop>> StopsAsync(string book, NodaTime.LocalDate day, CancellationToken cancellationToken = default);

    /// <summary>
    /// The accounts served beside service points, the nearest first: in the round of the same book up to some places away, and behind the same master meter.
    /// </summary>
    /// <param name="servicePoints">The service points.</param>
    /// <param name="places">How many places away at most.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="day">The day on which they are served.</param>
    /// <param name="cancellationToken">Stops it.</param>
    ValueTask<IReadOnlyList<NeighbourAccount>> NeighboursAsync(
        IReadOnlyCollection<Id<Customers.ServicePoint>> servicePoints, int places, int limit, NodaTime.LocalDate day, CancellationToken cancellationToken = default) => throw OlderPlugin.Without("neighbours");

    /// <summary>Notes that a sheet went out.</summary>
    ValueTask AddAsync(ReadingSheet sheet, CancellationToken cancellationToken = default);

    /// <summary>For each meter the sheets of its book, newest first; meters without one are left out.</summary>
    ValueTask<IReadOnlyDictionary<Id<Meter>, IReadOnlyList<ReadingSheet>>> SheetsOfAsync(IReadOnlyCollection<Id<Meter>> meters, CancellationToken cancellationToken = default);

    /// <summary>Adds visits.</summary>
    ValueTask AddAsync(IReadOnlyList<ReadingVisit> visits, CancellationToken cancellationToken = default);

    /// <summary>The visits to a meter, oldest first.</summary>
    ValueTask<IReadOnlyList<ReadingVisit>> VisitsOfAsync(Id<Meter> meter, CancellationToken cancellationToken = default);

    /// <summary>Puts readings into the tray; one that waits per meter and day.</summary>
    ValueTask AddAsync(IReadOnlyList<HeldReading> held, CancellationToken cancellationToken = default);

    /// <summary>The readings that wait, each with its meter, oldest first.</summary>
    ValueTask<IReadOnlyList<(HeldReading Held, Meter Meter)>> WaitingAsync(CancellationToken cancellationToken = default);

    /// <summary>A held reading, decided or not, with its meter; null when there is none.</summary>
    ValueTask<(HeldReading Held, Meter Meter)?> FindHeldAsync(Id<HeldReading> id, CancellationToken cancellationToken = default);

    /// <summary>Writes the decision of one that waits. One that is decided already is a conflict.</summary>
    ValueTask DecideAsync(HeldReading decided, CancellationToken cancellationToken = default);
}
