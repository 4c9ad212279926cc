using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Values;

namespace WaterCore.Storage.Sql;

/// <summary>What the queries of a page found of one account at one service point.</summary>
internal sealed class CandidatePair
{
    private readonly List<ServiceAgreement> _terms;
    private IndexPoint? _handover;
    private long? _lastMeter, _lastStatus;
    private LocalDate _installedOn, _openingDay;
    private LocalDate? _removedOn;
    private long _firstIndex;
    private Meter? _place;
    private List<IndexPoint>? _readings;

    private CandidatePair(Account account, List<ServiceAgreement> terms) => (Account, _terms) = (account, terms);

    public Account Account { get; }

    public Id<ServicePoint> ServicePoint => _terms[0].ServicePoint;

    public Bill? LastBill { get; private set; }

    /// <summary>The meter whose water is to be billed.</summary>
    public Meter? Meter { get; private set; }

    public IndexPoint? Closing { get; private set; }

    public LocalDate OpeningDay => _openingDay;

    private LocalDate FirstDay => _terms[0].From;

    private LocalDate? EndDay => _terms[^1].To;

    private bool GoesOn => LastBill is not null && _lastMeter == Meter?.Id.Value;

    /// <summary>Reads terms with their account.</summary>
    public static (ServiceAgreement Terms, Account Account) Read(RowReader row) => (CustomerStore.ReadAgreement(row), CustomerStore.ReadAccount(row));

    /// <summary>Puts terms together by account and service point; without the last pair when some of its terms may be missing.</summary>
    public static (List<CandidatePair> Pairs, bool End) Group(IReadOnlyList<(ServiceAgreement Terms, Account Account)> rows, bool complete)
    {
        var pairs = new List<CandidatePair>(rows.Count);
        foreach (var (terms, account) in rows)
        {
            if (pairs.Count > 0 && pairs[^1].Account.Id == terms.Account && pairs[^1].ServicePoint == terms.ServicePoint) pairs[^1]._terms.Add(terms);
            else pairs.Add(new CandidatePair(account, [terms]));
        }
        if (!complete) pairs.RemoveAt(pairs.Count - 1);
        return (pairs, complete);
    }

    /// <summary>Whether terms are in force in the cycle, and the account was not closed before.</summary>
    public bool IsIn(Period cycle) =>
        (Account.ClosedOn is not { } closed || closed > cycle.From) && _terms.Exists(t => t.From < cycle.To && (t.To is not { } to || to > cycle.From));

    /// <summary>Takes a place of a meter, with a reading of the cycle. The latest is the one that counts; there is a row for each reading.</summary>
    public int AddPlace(RowReader row)
    {
        var installedOn = row.Day();
        if (_place is null || installedOn > _installedOn)
        {
            (_installedOn, _firstIndex, _removedOn) = (installedOn, row.Long(), row.DayOrNull());
            (_place, _readings) = (MeteringStore.ReadMeter(row), null);
        }
        else if (installedOn < _installedOn)
        {
            return 0;
        }
        else
        {
            row.Skip(2 + MeteringStore.MeterFields);
        }
        if (Point(row) is { } reading) (_readings ??= []).Add(reading);
        return 0;
    }

    public void AddLastBill(Bill bill, RowReader row) => (LastBill, _lastMeter, _lastStatus) = (bill, row.Long(), row.Long());

    public int AddHandover(RowReader row)
    {
        _handover = Point(row);
        return 0;
    }

    /// <summary>When all else is known: where the bill opens, and the reading that closes it.</summary>
    public void FindClosing(Period cycle)
    {
        // A meter that was taken out is there until its last days are billed.
        if (_place is null || (_removedOn is { } removed && !(removed >= cycle.From && removed > (LastBill?.To ?? FirstDay)))) return;
        Meter = _place;
        if (LastBill is not null) _handover = null;
        _openingDay = GoesOn ? LastBill!.To : _handover?.Day ?? _installedOn;
        foreach (var reading in _readings ?? [])
        {
            if (reading.Day > _openingDay && !(reading.Day > EndDay) && !(reading.Day > Account.ClosedOn) && !(reading.Day > _removedOn) && !(Closing?.Day > reading.Day)) Closing = reading;
        }
    }

    public void AddTurned(IEnumerable<(long Meter, LocalDate Day, IndexTurn Turn)> turned)
    {
        var between = turned.Where(t => t.Day > _openingDay && t.Day <= Closing!.Day).ToList();
        if (between.Count > 0) Closing = Closing! with { Rollovers = between.Count(t => t.Turn == IndexTurn.Rollover), Reversed = between.Exists(t => t.Turn == IndexTurn.Reversed) };
    }

    public CandidateRow ToRow(Period cycle)
    {
        var candidate = new BillingCandidate
        {
            Account = Account, Agreement = TermsOn(cycle), Meter = Meter, Closing = Closing, LastBill = LastBill,
            Opening = Meter is null ? null : GoesOn ? LastPoint() : _handover ?? new IndexPoint(null, _installedOn, _firstIndex),
        };
        var opensNew = Meter is not null && !GoesOn && _handover is null && _installedOn > (LastBill?.To ?? FirstDay);
        return new CandidateRow(candidate, opensNew ? LastBill?.To ?? FirstDay : null, _lastMeter, LastPoint());
    }

    // Those of the day of the closing index; the first of the cycle when they begin after it.
    private ServiceAgreement TermsOn(Period cycle)
    {
        if (_terms.Count == 1) return _terms[0];
        var day = Closing?.Day ?? cycle.To.PlusDays(-1);
        return _terms.FindLast(t => t.From <= day && (t.To is not { } to || to > cycle.From)) ?? _terms.Find(t => t.From < cycle.To && (t.To is not { } to || to > cycle.From))!;
    }

    private IndexPoint? LastPoint() => LastBill is null ? null : new(LastBill.ClosingReading, LastBill.To, LastBill.ClosingIndex) { Estimated = _lastStatus == (long)ReadStatus.Estimated };

    private static IndexPoint? Point(RowReader row) => row.Missing(4)
        ? null
        : new IndexPoint(new Id<Reading>(row.Long()), row.Day(), row.Long()) { Estimated = row.Int() == (int)ReadStatus.Estimated };
}
