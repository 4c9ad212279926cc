using NodaTime;
using WaterCore.Organization;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Operations;

/// <summary>What a simulated year came to.</summary>
public sealed record WorkSimulationResult
{
    /// <summary>Items begun.</summary>
    public required long Begun { get; init; }

    /// <summary>Items archived.</summary>
    public required long Archived { get; init; }

    /// <summary>Items cancelled.</summary>
    public required long Cancelled { get; init; }

    /// <summary>Items still open when the year was over.</summary>
    public required long Open { get; init; }

    /// <summary>Actions done.</summary>
    public required long Acts { get; init; }

    /// <summary>Actions that the engine refused, by the kind of refusal; separation of duties among them.</summary>
    public required IReadOnlyDictionary<WorkRefusal, long> Refused { get; init; }

    /// <summary>Times at which a branch was not in exactly one known position, or an item's record had a gap; 0 when all is well.</summary>
    public required long Faults { get; init; }

    /// <summary>Days on which a position with work had nobody, summed over positions.</summary>
    public required long VacantDays { get; init; }

    /// <summary>The promise kept, of the archived items that had one.</summary>
    public required Share PromiseKept { get; init; }

    /// <summary>On-time rate, bottleneck, variants.</summary>
    public required WorkReport Report { get; init; }
}

/// <summary>A made-up year of a branch: people come to work, fall ill, are stood in for, and take from their trays what is due first.</summary>
/// <remarks>The same seed and number of items give the same year on every machine. Service times and chances are made up, not measured.</remarks>
public sealed partial class WorkSimulation
{
    private readonly SeededSource _source;
    private readonly WorkCalendar _calendar = WorkCalendarFile.China;
    private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
    private readonly OrganizationChart _chart;
    private readonly WorkContext _context;
    private readonly List<PositionWorkflow> _engines = [.. ShippedWorkflows.Codes.Select(c => new PositionWorkflow(ShippedWorkflows.Load(c)))];
    private readonly Dictionary<string, PositionWorkflow> _byCode;
    private readonly Dictionary<Id<WorkItem>, WorkItem> _items = [];
    private readonly Dictionary<string, SortedSet<(Instant Due, long Item, string Path)>> _trays = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(long Item, string Path), (Instant, long, string)> _resting = new();
    private readonly WorkStatistics _statistics = new();
    private readonly SortedDictionary<WorkRefusal, long> _refused = [];
    private readonly int _count, _year;
    private readonly Action<WorkOutcome>? _told;
    private long _begun, _archived, _cancelled, _acts, _faults, _vacantDays, _promised, _kept;

    private WorkSimulation(long seed, int items, int year, Action<WorkOutcome>? kept)
    {
        (_source, _count, _year, _told) = (new SeededSource(seed), items, year, kept);
        _chart = new OrganizationChart(WithAbsences(SampleOrganization.Create(new LocalDate(year, 1, 1))));
        _context = new WorkContext(_chart, _calendar, _zone);
        _byCode = _engines.ToDictionary(e => e.Definition.Code, StringComparer.Ordinal);
        foreach (var position in _chart.Data.Positions) _trays[position.Code] = [];
    }

    /// <summary>Lives through a year.</summary>
    /// <param name="seed">Which year; the same seed gives the same one.</param>
    /// <param name="items">How many items are begun in it, at least 1.</param>
    /// <param name="year">The calendar year; its holidays should be known.</param>
    /// <param name="progress">Told the days gone by; may be null.</param>
    public static WorkSimulationResult Run(long seed, int items = 30_000, int year = 2025, IProgress<int>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        return new WorkSimulation(seed, items, year, null).Live(progress);
    }

    /// <summary>Lives through a year day by day, and hands over what each day did.</summary>
    /// <param name="seed">Which year.</param>
    /// <param name="items">How many items are begun in it, at least 1.</param>
    /// <param name="year">The calendar year.</param>
    /// <param name="day">Told every outcome of a day, in order.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static async Task<(WorkSimulationResult Result, IReadOnlyCollection<WorkItem> Open)> RunAsync(long seed, int items, int year, Func<IReadOnlyList<WorkOutcome>, Task> day, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        var made = new List<WorkOutcome>();
        var simulation = new WorkSimulation(seed, items, year, made.Add);
        var days = simulation.Days();
        for (var d = 0; d < days.Count; d++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            simulation.One(days, d);
            await day(made).ConfigureAwait(false);
            made.Clear();
        }
        return (simulation.Result(), simulation._items.Values);
    }

    private WorkSimulationResult Live(IProgress<int>? progress)
    {
        var days = Days();
        for (var d = 0; d < days.Count; d++)
        {
            One(days, d);
            progress?.Report(d + 1);
        }
        return Result();
    }

    private List<LocalDate> Days() => [.. Enumerable.Range(0, 366).Select(new LocalDate(_year, 1, 1).PlusDays).Where(d => d.Year == _year && _calendar.IsWorkingDay(d))];

    private void One(List<LocalDate> days, int d)
    {
        Day(days[d], (int)((long)_count * (d + 1) / days.Count - (long)_count * d / days.Count));
        Count(days[d]);
    }

    private WorkSimulationResult Result() => new()
    {
        Begun = _begun, Archived = _archived, Cancelled = _cancelled, Open = _begun - _archived - _cancelled, Acts = _acts, Refused = _refused,
        Faults = _faults, VacantDays = _vacantDays, PromiseKept = new Share(_kept, _promised), Report = _statistics.Report(),
    };

    // Everybody present works through the day; whoever is free first takes next. Arrivals are spread over the working hours.
    private void Day(LocalDate day, int arrivals)
    {
        var close = At(day + _calendar.Afternoon.To);
        var coming = new Queue<Instant>(Enumerable.Range(0, arrivals).Select(_ => At(MinuteOf(day, _source.Below(420)))).Order());
        var free = new PriorityQueue<(string Person, string Position), (Instant, int)>();
        var order = 0;
        foreach (var position in _chart.Data.Positions)
        {
            var holders = _chart.HoldersOf(position.Code, day);
            if (holders.Count == 0 && _trays[position.Code].Count > 0) _vacantDays++;
            foreach (var holder in holders) free.Enqueue((holder.Operator, position.Code), (At(day + _calendar.Forenoon.From), order++));
        }
        while (free.TryDequeue(out var seat, out var when))
        {
            var now = when.Item1;
            if (now >= close) continue;
            while (coming.TryPeek(out var next) && next <= now) Begin(coming.Dequeue());
            while (_resting.TryPeek(out var rest, out var until) && until.Item1 <= now) { _resting.Dequeue(); WakeUp(rest.Item, rest.Path, now); }
            var minutes = Work(new Actor(seat.Person, seat.Position), now) ?? 10;
            var then = At(_calendar.NextOpen(_context.Local(now.Plus(Duration.FromMinutes(minutes)))));
            if (then < close) free.Enqueue(seat, (then, when.Item2));
        }
        while (coming.TryDequeue(out var last)) Begin(last);
    }

    private LocalDateTime MinuteOf(LocalDate day, int minute) =>
        minute < 210 ? (day + _calendar.Forenoon.From).PlusMinutes(minute) : (day + _calendar.Afternoon.From).PlusMinutes(minute - 210);

    private Instant At(LocalDateTime local) => local.InZoneLeniently(_zone).ToInstant();

    // What must hold at every moment, looked at every evening for every open item.
    private void Count(LocalDate day)
    {
        var inTrays = 0L;
        foreach (var item in _items.Values)
        {
            if (item.Branches.Count == 0) _faults++;
            if (item.Branches.Select(b => b.Path).Distinct().Count() != item.Branches.Count) _faults++;
            foreach (var branch in item.Branches)
            {
                if (_chart.FindPosition(branch.Position) is null || _byCode[item.Definition].Definition.Find(branch.Step) is null) _faults++;
                if (_trays[branch.Position].Contains(Key(item, branch))) inTrays++;
                else _faults++;
            }
        }
        if (inTrays != _trays.Values.Sum(t => (long)t.Count) || _begun != _items.Count + _archived + _cancelled || day.Year != _year) _faults++;
    }

    private OrganizationData WithAbsences(OrganizationData data)
    {
        var away = new List<Substitute>();
        foreach (var holding in data.Holdings)
            for (var n = _source.Between(1, 3); n > 0; n--)
            {
                var from = new LocalDate(_year, 1, 1).PlusDays(_source.Below(355));
                var standIn = _source.Chance(700) ? data.Holdings.Where(h => h.Operator != holding.Operator && Role(data, h) == Role(data, holding)).Select(h => h.Operator).FirstOrDefault() : null;
                away.Add(new Substitute(holding.Position, holding.Operator, standIn, new Period(from, from.PlusDays(_source.Between(1, 8)))));
            }
        return data with { Substitutes = away };
    }

    private static string Role(OrganizationData data, Holding holding) => data.Positions.First(p => p.Code == holding.Position).Role;
}
