using WaterCore.Billing;
using WaterCore.Metering;
using WaterCore.Receivables;
using WaterCore.Tariffs;

namespace WaterCore.Host.Experiments.Years;

/// <summary>
/// A utility for six years, in memory: two by the old way (plain entry, one reminder a month by hand) and four by WaterCore. The customers, the
/// slips of readers and clerks and the habits of payers are the same in both; what differs is what the system does about them. Its reading
/// rules, estimates, bills, dunning policy and allocation are the library's own, not a model of them.
/// </summary>
internal sealed class YearsSimulation
{
    private const int Chunks = 64;
    private readonly YearsAssumptions _a;
    private readonly long _seed;
    private readonly YearsCalendar _calendar = new();
    private readonly YearsAccount[] _accounts;
    private readonly YearsTally[] _tallies = [.. Enumerable.Range(0, Chunks).Select(_ => new YearsTally())];
    private readonly ReadingRules _rules = new();
    private readonly BillingCalculator _calculator = new(ShippedTariffs.Load("zhuhai-main"));
    private readonly double _scale;
    private readonly ParallelOptions _parallel;
    private (double First, double Takes)[] _typing = [];
    private int _handChance;

    private YearsSimulation(YearsAssumptions assumptions, int accounts, long seed, int threads)
    {
        (_a, _seed, _scale, _parallel) = (assumptions, seed, accounts / 60_000.0, new ParallelOptions { MaxDegreeOfParallelism = threads });
        _accounts = new YearsAccount[accounts];
        for (var i = 0; i < accounts; i++) _accounts[i] = Make(i);
    }

    /// <summary>Runs the years.</summary>
    /// <param name="assumptions">What is assumed.</param>
    /// <param name="accounts">How many accounts; clerks and reminders are as many as a utility of that size has, in proportion.</param>
    /// <param name="seed">Where the chances start; the same seed gives the same years, with any number of threads.</param>
    /// <param name="progress">Told the months that are done.</param>
    /// <param name="threads">How many threads; -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Stops after a month.</param>
    public static YearsTally Run(YearsAssumptions assumptions, int accounts, long seed, Action<int>? progress = null, int threads = -1, CancellationToken cancellationToken = default)
    {
        var simulation = new YearsSimulation(assumptions, accounts, seed, threads);
        for (var month = 0; month < YearsCalendar.Months; month++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            simulation.Month(month);
            progress?.Invoke(month + 1);
        }
        var tally = new YearsTally();
        foreach (var part in simulation._tallies) tally.Add(part);
        foreach (var account in simulation._accounts)
            foreach (var bill in account.Open)
                if (bill.Year < YearsCalendar.Years) tally.Unpaid.Add(new UnpaidBill(bill.Year, account.Number, bill.IssuedOn, bill.Total, bill.Open, bill.Disputed ? "disputed" : "open"));
        return tally;
    }

    private YearsAccount Make(int i)
    {
        var dice = new YearsDice(_seed, i, -1);
        var persons = dice.Below(1, 100) switch { < 12 => 1, < 35 => 2, < 65 => 3, < 86 => 4, < 95 => 5, < 99 => 6, _ => 7 };
        var dial = dice.Below(2, 3_000);
        return new YearsAccount
        {
            Number = 6_200_000 + i, Slot = (int)((long)i * YearsCalendar.Slots / _accounts.Length), Persons = persons, Thirst = 70 + dice.Below(3, 61),
            Meter = new Meter { Id = new(i + 1), Number = $"LXS{2_000_000 + i}", Size = "DN15", Dials = 5 },
            Dial = dial * 1000L, Index = dial * 1000L, Shown = dial * 1000L, IndexDay = 0,
        };
    }

    private void Month(int month)
    {
        var (from, to) = (_calendar.Month(month), _calendar.Month(month + 1));
        if (month % 2 == 0) _typing = YearsCalendar.Typing(month / 2, Paper(month / 2), _a, _scale);
        // What one person can carry round in a month, shared among all who are overdue on its first day.
        long overdue = 0;
        foreach (var account in _accounts) if (account.OldestDue(from) != YearsAccount.Never) overdue++;
        _handChance = overdue == 0 ? 100_000 : (int)Math.Min(100_000, _a.HandReminders * _scale * 100_000 / overdue);
        Parallel.For(0, Chunks, _parallel, chunk =>
        {
            var (first, last) = ((int)((long)_accounts.Length * chunk / Chunks), (int)((long)_accounts.Length * (chunk + 1) / Chunks));
            for (var i = first; i < last; i++) Account(i, month, from, to, _tallies[chunk]);
        });
    }

    private bool IsNew(int day) => _calendar.Year(day) >= YearsCalendar.OldYears;

    // How many WaterCore years there were up to a day, the running one included.
    private int NewYears(int day) => Math.Min(YearsCalendar.Years, _calendar.Year(day) + 1) - YearsCalendar.OldYears;

    private bool KeyedOnTheSpot(int account, int day) => new YearsDice(_seed, account, -1).Below(YearsDice.Field, 100_000) < Math.Max(0, NewYears(day)) * _a.FieldEntryStep;

    private double[] Paper(int cycle)
    {
        var paper = new double[YearsCalendar.Slots];
        for (var i = 0; i < _accounts.Length; i++)
            if (!KeyedOnTheSpot(i, _calendar.Month(cycle * 2))) paper[_accounts[i].Slot]++;
        return paper;
    }

    private void Account(int i, int month, int from, int to, YearsTally tally)
    {
        var account = _accounts[i];
        var dice = new YearsDice(_seed, i, month / 2);
        var readOn = _calendar.ReadOn(month / 2, account.Slot);
        for (var day = from; day < to; day++)
        {
            if (day == account.NewPayerOn)
            {
                // A change of hands is a reason to look at what is in dispute.
                if (account.CorrectOn != YearsAccount.Never) Correct(account, day, tally);
                Takeover(account, day, tally);
            }
            if (day == readOn && account.Suspended) account.DialDay = day;
            else if (day == readOn) Read(account, i, day, dice, tally);
            if (day == account.BillOn) Issue(account, i, day, dice, tally);
            if (day == account.CorrectOn) Correct(account, day, tally);
            if (day == account.PayOn) Pay(account, day, tally);
            if (account.Open.Count > 0 && account.PayOn == YearsAccount.Never && account.OldestDue(day) is var oldest and not YearsAccount.Never) Remind(account, i, day, oldest, dice, tally);
        }
    }

    // ---- the dial

    private void Read(YearsAccount account, int i, int day, YearsDice dice, YearsTally tally)
    {
        var year = _calendar.Year(day);
        var fresh = IsNew(day);
        account.Dial += Used(account, day, dice);
        var shown = account.Dial / 1000;
        var days = Math.Max(1, day - account.IndexDay);
        if (dice.Below(YearsDice.NotRead, 100_000) < _a.NotRead)
        {
            if (year < YearsCalendar.Years) tally.Estimated[year]++;
            Estimate(account, day, days);
            return;
        }
        var spot = fresh && KeyedOnTheSpot(i, day);
        var (entered, how) = YearsReading.Enter(shown, spot ? 1 : 2, dice, _a);
        var typedOn = spot ? day : TypedOn(account.Slot, day, dice);
        var looked = false;
        if (fresh)
        {
            var reading = new ReadingCase
            {
                Meter = account.Meter, Day = _calendar[day], Index = entered * 1000, PreviousDay = _calendar[account.IndexDay], PreviousIndex = account.Index,
                PreviousEstimated = account.IndexEstimated, LastTrueIndex = account.LastTrue, LastTrueDay = account.LastTrue is null ? null : _calendar[account.LastTrueDay], History = account.History,
            };
            looked = _rules.Holds(reading);
            if (looked && year < YearsCalendar.Years)
            {
                tally.Held[year]++;
                if (how.Length == 0) tally.HeldRight[year]++;
            }
            if (looked && dice.Below(YearsDice.Review, 100_000) < _a.ReviewFinds) (entered, how) = (shown, "");
        }
        else if (entered * 1000 < account.Index && !account.IndexEstimated)
        {
            // Plain entry has no rules, but a bill cannot be below zero.
            looked = true;
            if (dice.Below(YearsDice.Lower, 100_000) < _a.LowerNoticed) (entered, how) = (shown, "");
        }
        var accepted = looked ? _calendar.WorkdaysAfter(typedOn, _a.ReviewDays) : typedOn;
        if (year < YearsCalendar.Years)
        {
            tally.Read[year]++;
            tally.Entry[year][Math.Min(60, accepted - day)]++;
            if (how.Length == 0) tally.Right[year]++;
            else tally.Wrong.Add(new WrongReading(year, account.Number, day, shown, entered, how));
        }
        Accept(account, day, days, entered, shown, accepted);
    }

    private void Accept(YearsAccount account, int day, int days, long entered, long shown, int accepted)
    {
        var usage = Consumption.Registered(account.Meter, account.Index, entered * 1000, 0).Thousandths;
        // A wrong index before makes this usage wrong the other way: what is below zero is billed as nothing, and the next starts from here.
        account.BillUsage = Math.Max(0, usage);
        account.BillTruly = account.IndexEstimated ? Math.Max(0, Consumption.Registered(account.Meter, account.Index, shown * 1000, 0).Thousandths) : shown * 1000 - account.Shown;
        account.BillOn = accepted + 2;
        Remember(account, new PastUse(_calendar[day], days, Math.Max(0, usage), account.IndexEstimated));
        (account.Index, account.IndexDay, account.IndexEstimated, account.IndexWrong) = (entered * 1000, day, false, entered != shown);
        (account.Shown, account.LastTrue, account.EstimatesBefore) = (shown * 1000, null, 0);
    }

    private void Estimate(YearsAccount account, int day, int days)
    {
        var estimate = Estimation.Of(EstimationPolicy.NoAccess, account.Meter, account.History, days, account.EstimatesBefore);
        var usage = estimate.IsOk ? estimate.Value.Volume.Thousandths / 1000 * 1000 : 0;
        if (account.LastTrue is null) (account.LastTrue, account.LastTrueDay) = (account.Index, account.IndexDay);
        account.EstimatesBefore++;
        (account.BillUsage, account.BillTruly, account.BillOn) = (usage, usage, day + 2);
        Remember(account, new PastUse(_calendar[day], days, usage, true));
        (account.Index, account.IndexDay, account.IndexEstimated, account.Shown) = (account.Index + usage, day, true, account.Dial / 1000 * 1000);
    }

    private static void Remember(YearsAccount account, PastUse use)
    {
        if (account.History.Count == 12) account.History.RemoveAt(0);
        account.History.Add(use);
    }

    private int TypedOn(int slot, int day, YearsDice dice)
    {
        var (first, takes) = _typing[slot];
        return Math.Max(day, _calendar.WorkdayOf(dice.Cycle, (int)(first + takes * (dice.Account % 97) / 97.0)));
    }

    // Litres since the last visit: by persons and thirst, more in summer, a little different each time; now and then nobody is there, or something leaks.
    private long Used(YearsAccount account, int day, YearsDice dice)
    {
        var days = day - account.DialDay;
        account.DialDay = day;
        var daily = (30 + 38 * account.Persons) * 100 / 30 * account.Thirst / 100;
        var season = _calendar[day].Month is >= 6 and <= 10 ? 112 : 95;
        var litres = (long)daily * days * season / 100 * (80 + dice.Below(YearsDice.Usage, 21) + dice.Below(YearsDice.Usage + 200, 21)) / 100;
        return dice.Below(YearsDice.Leak, 1_000) switch { < 10 => litres / 20, < 13 => litres * 4, _ => litres };
    }

    // ---- the bill

    private long Price(YearsAccount account, long usage, int day)
    {
        var bill = _calculator.Calculate(new BillingCase { UseClass = "residential", Usage = new Volume(usage, VolumeUnit.CubicMetre), Persons = account.Persons, Months = 2, On = _calendar[day] });
        return bill.IsOk ? bill.Value.Total.Minor : throw new InvalidOperationException(bill.Fault.Message);
    }

    private void Issue(YearsAccount account, int i, int day, YearsDice dice, YearsTally tally)
    {
        account.BillOn = YearsAccount.Never;
        var year = _calendar.Year(day);
        var total = Price(account, account.BillUsage, day);
        var bill = new YearsBill
        {
            Year = year, IssuedOn = day, Due = day + NodaTime.Period.DaysBetween(_calendar[day], LateRule.National1998.DueOn(_calendar[day])), Number = ++account.Bills, Total = total, Open = total, Truly = total,
        };
        // Far too high: the customer sees it, does not pay it, and complains.
        if (account.BillUsage > 2 * account.BillTruly)
        {
            (bill.Disputed, bill.Truly) = (true, Price(account, account.BillTruly, day));
            account.CorrectOn = day + _a.ComplaintDays;
        }
        if (year < YearsCalendar.Years) (tally.Billed[year], tally.Bills[year]) = (tally.Billed[year] + total, tally.Bills[year] + 1);
        account.Open.Add(bill);

        if (!account.Defaulted && dice.Below(YearsDice.Default, 600_000) < _a.Defaults) account.NewPayerOn = day + _a.TakeoverDays;
        if (account.Defaulted) return;
        // The habits: some pay by themselves, most pay in time, the rest forget until something reminds them. A later bill brings the open ones along.
        var auto = new YearsDice(_seed, i, -1).Below(YearsDice.Auto, 100_000) < _a.AutoPay + Math.Max(0, NewYears(day)) * _a.AutoPayStep;
        var late = (long)_a.LateShare * 100_000 / (100_000 - _a.AutoPay);
        if (auto) account.PayOn = day + 5;
        else if (dice.Below(YearsDice.Late, 100_000) >= late) account.PayOn = day + 1 + dice.Below(YearsDice.PayDay, 15);
    }

    private void Correct(YearsAccount account, int day, YearsTally tally)
    {
        account.CorrectOn = YearsAccount.Never;
        foreach (var bill in account.Open.Where(b => b.Disputed).ToList())
        {
            if (bill.Year < YearsCalendar.Years) tally.Billed[bill.Year] += bill.Truly - bill.Total;
            account.Open.Remove(bill);
            if (bill.Truly > 0) account.Open.Add(new YearsBill { Year = bill.Year, IssuedOn = bill.IssuedOn, Due = Math.Max(bill.Due, day + 15), Number = bill.Number, Total = bill.Truly, Open = bill.Truly, Truly = bill.Truly });
        }
        // Somebody went and looked: what the system holds is right again.
        if (account.IndexWrong && account.History.Count > 0 && account.IndexDay < day - _a.ComplaintDays)
        {
            account.History[^1] = account.History[^1] with { Thousandths = Math.Max(0, account.BillTruly) };
            (account.Index, account.IndexWrong) = (account.Shown, false);
        }
        if (!account.Defaulted && account.PayOn == YearsAccount.Never) account.PayOn = day + 10;
    }

    // ---- the money

    private void Pay(YearsAccount account, int day, YearsTally tally)
    {
        account.PayOn = YearsAccount.Never;
        var owed = account.Open.Where(b => !b.Disputed).ToList();
        var sum = owed.Sum(b => b.Open);
        if (sum == 0) return;
        // One payment of all that is open, shared by the policy, the oldest first.
        var keys = owed.ToDictionary(b => new ChargeRef(new BillKey(new(account.Number), new(1), _calendar[b.IssuedOn], b.Number)));
        var credit = new AccountEntry { Id = new(1), Account = new(account.Number), Kind = EntryKind.Payment, Amount = Money.Cny(-sum), Day = _calendar[day], At = default, Ledger = "bank", Maker = "payer" };
        foreach (var (_, charge, amount) in AllocationPolicy.Share([new OpenCredit(credit, Money.Cny(sum))], [.. keys.Select(k => new OpenCharge(k.Key, _calendar[k.Value.IssuedOn], Money.Cny(k.Value.Total), Money.Cny(k.Value.Open), "zhuhai-main"))], AllocationOrder.OldestFirst))
        {
            var bill = keys[charge];
            bill.Open -= amount.Minor;
            if (bill.Year < YearsCalendar.Years)
            {
                if (day <= _calendar.CutOff(bill.Year, _a)) tally.Collected[bill.Year] += amount.Minor;
                else tally.Unpaid.Add(new UnpaidBill(bill.Year, account.Number, bill.IssuedOn, bill.Total, amount.Minor, "late"));
            }
            if (bill.Open == 0) account.Open.Remove(bill);
        }
        account.Suspended = false;
        account.Taken.Clear();
    }

    private void Remind(YearsAccount account, int i, int day, int oldest, YearsDice dice, YearsTally tally)
    {
        var year = Math.Min(YearsCalendar.Years - 1, _calendar.Year(day));
        if (!IsNew(day))
        {
            // By hand, on the tenth of the month, as many as one person gets round to.
            if (_calendar[day].Day != 10 || dice.Below(YearsDice.Hand + _calendar[day].Month, 100_000) >= _handChance) return;
            tally.Reminders[year]++;
            Respond(account, day, _a.Letter, dice, 10 + _calendar[day].Month);
            return;
        }
        // The policy decides; before the next step's day there is nothing to ask it.
        var policy = DunningPolicy.Usual;
        var taken = account.Taken.Count;
        if (taken >= policy.Steps.Count || day - oldest < policy.Steps[taken].DaysOverdue) return;
        var decision = policy.Decide(new DunningFacts
        {
            Account = new(account.Number), Day = _calendar[day], Overdue = Money.Cny(account.Overdue(day)), OldestDue = _calendar[oldest], Taken = account.Taken,
        });
        if (decision.Step is not { } step) return;
        account.Taken.Add(new DunningTaken(new(account.Number), step.Code, step.Action, _calendar[day], decision.Overdue));
        tally.Reminders[year]++;
        var reached = new YearsDice(_seed, i, -1).Below(YearsDice.Phone, 100_000) < _a.PhoneKnown;
        switch (step.Action)
        {
            case DunningAction.Message or DunningAction.Call: Respond(account, day, reached ? _a.Message : 0, dice, taken + 1); break;
            case DunningAction.Notice or DunningAction.Letter: Respond(account, day, _a.Letter, dice, taken + 1); break;
            case DunningAction.Warning: Respond(account, day, _a.Warning, dice, taken + 1); break;
            case DunningAction.SuspensionOrder:
                account.Suspended = true;
                tally.Suspensions[year]++;
                // Nobody who lives there goes without water for long.
                Respond(account, day, 100_000, dice, taken + 1);
                break;
        }
    }

    private static void Respond(YearsAccount account, int day, int chance, YearsDice dice, int step)
    {
        if (!account.Defaulted && dice.Below(YearsDice.Response + step * 2, 100_000) < chance) account.PayOn = day + 1 + dice.Below(YearsDice.Response + step * 2 + 1, 10);
    }

    // Somebody else lives there now; what the one before left unpaid stays unpaid.
    private static void Takeover(YearsAccount account, int day, YearsTally tally)
    {
        foreach (var bill in account.Open)
            if (bill.Year < YearsCalendar.Years) tally.Unpaid.Add(new UnpaidBill(bill.Year, account.Number, bill.IssuedOn, bill.Total, bill.Open, "gone"));
        account.Open.Clear();
        account.Taken.Clear();
        (account.NewPayerOn, account.CorrectOn, account.PayOn, account.Suspended) = (YearsAccount.Never, YearsAccount.Never, YearsAccount.Never, false);
        // A meter that stood still for months: the new agreement begins with its own reading.
        (account.IndexDay, account.Index, account.IndexEstimated, account.IndexWrong, account.LastTrue, account.EstimatesBefore, account.Shown) = (day, account.Dial / 1000 * 1000, false, false, null, 0, account.Dial / 1000 * 1000);
        account.History.Clear();
    }
}
