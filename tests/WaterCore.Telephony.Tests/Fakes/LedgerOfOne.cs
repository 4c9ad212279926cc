using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>As much of a storage as the hotline reads and writes: one account, its bills, its PIN, and the calls that were kept.</summary>
internal sealed class LedgerOfOne
{
    public const string Number = "62000171", Pin = "417902";

    public static readonly Utility Utility = new("Test", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny);

    // Few iterations: a test tries many.
    private static readonly PinHash Hash = PinHash.Of(Pin, new byte[16], 10);
    private readonly Account _account = new() { Id = new(7), Number = Number, Customer = new(3), OpenedOn = new LocalDate(2020, 1, 1) };

#pragma warning disable CA2012 // Boxed for the proxy, which hands each out once.
    public LedgerOfOne()
    {
        var unit = Only.Of<IUnitOfWork>(
            ("get_Customers", _ => Only.Of<ICustomerStore>(("FindAccountAsync", a => ValueTask.FromResult((string?)a[0] == Number ? _account : null)),
                ("FindCustomerAsync", _ => ValueTask.FromResult<Customer?>(new Customer { Id = _account.Customer, Name = "王芳" })),
                ("AgreementsOfAsync", _ => ValueTask.FromResult<IReadOnlyList<(ServiceAgreement, Premise)>>([])))),
            ("get_Service", _ => Only.Of<IServiceStore>(
                ("NextIdAsync", _ => ValueTask.FromResult(1L)), ("CustomersAtAsync", _ => ValueTask.FromResult<IReadOnlyList<Customer>>([])),
                ("AddAsync", a => { lock (Kept) Contacts.AddRange((IReadOnlyList<Interaction>)a[0]!); return ValueTask.CompletedTask; }))),
            // Bills of an older system: they cannot be worked out again.
            ("get_Tariffs", _ => Only.Of<ITariffStore>(("FindAsync", _ => ValueTask.FromResult<PublishedTariff?>(null)))),
            ("get_Bills", _ => Only.Of<IBillStore>(("OfAccountAsync", _ => ValueTask.FromResult<IReadOnlyList<Bill>>(Bills)))),
            ("get_Accounts", _ => Only.Of<IAccountStore>(("HistoriesAsync", _ => ValueTask.FromResult<IReadOnlyList<AccountHistory>>([History()])))),
            ("get_Telephone", _ => Only.Of<ITelephoneStore>(
                ("FindPinAsync", a => ValueTask.FromResult((Id<Account>)a[0]! == _account.Id ? new AccountPin(_account.Id, Hash, Instant.MinValue) : null)),
                ("AddAsync", a =>
                {
                    lock (Kept)
                        if (a[0] is CallRecord call) Kept.Add(call);
                        else Recordings.Add((CallRecording)a[0]!);
                    return ValueTask.CompletedTask;
                }))),
            ("CommitAsync", _ => ValueTask.CompletedTask), ("DisposeAsync", _ => ValueTask.CompletedTask));
        Storage = Only.Of<IStorage>(("ReadAsync", _ => ValueTask.FromResult(unit)), ("WriteAsync", _ => ValueTask.FromResult(unit)));
    }
#pragma warning restore CA2012

    public IStorage Storage { get; }

    /// <summary>The newest first.</summary>
    public List<Bill> Bills { get; } = [];

    /// <summary>What was paid, in fen.</summary>
    public long PaidFen { get; set; }

    /// <summary>The contacts on record.</summary>
    public List<Interaction> Contacts { get; } = [];

    /// <summary>The recordings that were kept.</summary>
    public List<CallRecording> Recordings { get; } = [];

    /// <summary>The calls that were kept.</summary>
    public List<CallRecord> Kept { get; } = [];

    /// <summary>A bill of the account; the newest must be added first.</summary>
    public LedgerOfOne Add(LocalDate from, LocalDate to, long fen, long cubicMetres)
    {
        Bills.Add(new Bill
        {
            Key = new(_account.Id, new(5), from, 0), To = to, Cycle = from, Tariff = "t", TariffRevision = 1, Usage = Volume.CubicMetres(cubicMetres), Total = Money.Cny(fen),
            ClosingReading = new(1), ClosingIndex = 0, Inputs = default, Lines = default, IssuedOn = to, Run = new(1),
        });
        return this;
    }

    public HotlineFacts Facts(IClock clock)
    {
        var context = new MoneyContext(Storage, Utility, clock, new ReceivablePolicy());
        return new HotlineFacts(context, new IdentificationGuard(clock, Utility.Zone), new OwnReadingDesk(Storage, clock, Utility, new ReadingIntake(Storage, clock, Utility)), new ServiceDesk(Storage, Utility, clock, WorkCalendarFile.China, CaseCategories.Shipped));
    }

    private AccountHistory History()
    {
        var day = new LocalDate(2020, 1, 2);
        var paid = new AccountEntry { Id = new(1), Account = _account.Id, Kind = EntryKind.Payment, Amount = Money.Cny(-PaidFen), Day = day, At = Instant.MinValue, Maker = "test", Ledger = "cash" };
        // Allocated to the oldest bills first, as the payment desk does.
        var (left, allocations) = (PaidFen, new List<Allocation>());
        foreach (var bill in Bills.AsEnumerable().Reverse().Where(_ => left > 0))
        {
            var part = Math.Min(left, bill.Total.Minor);
            allocations.Add(new Allocation { Id = new(10 + allocations.Count), Account = _account.Id, Credit = paid.Id, Charge = new ChargeRef(bill.Key), Amount = Money.Cny(part), Day = day, At = Instant.MinValue });
            left -= part;
        }
        return new AccountHistory
        {
            Account = _account.Id, Currency = Currency.Cny, Bills = [.. Bills.Select(b => new BillPosting { Key = b.Key, To = b.To, Tariff = b.Tariff, IssuedOn = b.IssuedOn, Total = b.Total })], Entries = PaidFen == 0 ? [] : [paid], Allocations = allocations,
        };
    }
}
