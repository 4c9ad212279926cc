using NodaTime;
using WaterCore.Billing;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Telephony.Tests.Fakes;

/// <summary>As much of a storage as the hotline reads: accounts, their bills and PINs.</summary>
internal sealed class LedgerOfOne : IStorage, IUnitOfWork, ICustomerStore, IBillStore, IPins
{
    public const string Number = "62000171", Pin = "417902";

    public static readonly Utility Utility = new("Test", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny);

    // Few iterations: a test tries many.
    private static readonly PinHash Hash = PinHash.Of(Pin, new byte[16], 10);
    private readonly Account _account = new() { Id = new(7), Number = Number, Customer = new(3), OpenedOn = new LocalDate(2020, 1, 1) };

    public List<Bill> Bills { get; } = [];

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

    public ValueTask<PinHash?> FindAsync(Id<Account> account, CancellationToken cancellationToken = default) => ValueTask.FromResult(account == _account.Id ? Hash : null);

    public ValueTask<Account?> FindAccountAsync(string number, CancellationToken cancellationToken = default) => ValueTask.FromResult(number == Number ? _account : null);

    public ValueTask<IReadOnlyList<Bill>> OfAccountAsync(Id<Account> account, CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<Bill>>(Bills);

    public string Description => "one account";

    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<IUnitOfWork>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    ICustomerStore IUnitOfWork.Customers => this;

    IBillStore IUnitOfWork.Bills => this;

    private static NotSupportedException No() => new("The hotline only reads accounts and bills.");

    ValueTask IStorage.OpenAsync(CancellationToken c) => throw No();

    ValueTask<IUnitOfWork> IStorage.WriteAsync(CancellationToken c) => throw No();

    IMeteringStore IUnitOfWork.Metering => throw No();

    ITariffStore IUnitOfWork.Tariffs => throw No();

    IReceivableStore IUnitOfWork.Receivables => throw No();

    IAuditStore IUnitOfWork.Audit => throw No();

    IIdempotencyStore IUnitOfWork.Keys => throw No();

    ValueTask IUnitOfWork.CommitAsync(CancellationToken c) => throw No();

    ValueTask<long> ICustomerStore.LastIdAsync(CancellationToken c) => throw No();

    ValueTask ICustomerStore.AddAsync(IReadOnlyList<Customer> x, CancellationToken c) => throw No();

    ValueTask ICustomerStore.AddAsync(IReadOnlyList<Premise> x, CancellationToken c) => throw No();

    ValueTask ICustomerStore.AddAsync(IReadOnlyList<ServicePoint> x, CancellationToken c) => throw No();

    ValueTask ICustomerStore.AddAsync(IReadOnlyList<Account> x, CancellationToken c) => throw No();

    ValueTask ICustomerStore.AddAsync(IReadOnlyList<ServiceAgreement> x, CancellationToken c) => throw No();

    ValueTask<Account?> ICustomerStore.FindAccountAsync(Id<Account> id, CancellationToken c) => throw No();

    ValueTask<Customer?> ICustomerStore.FindCustomerAsync(Id<Customer> id, CancellationToken c) => throw No();

    ValueTask<IReadOnlyList<(ServiceAgreement Agreement, Premise Premise)>> ICustomerStore.AgreementsOfAsync(Id<Account> a, CancellationToken c) => throw No();

    ValueTask<long> ICustomerStore.CountAccountsAsync(CancellationToken c) => throw No();

    ValueTask<IReadOnlyList<BillingCandidate>> IBillStore.CandidatesAsync(WaterCore.Values.Period p, (Id<Account> Account, Id<ServicePoint> ServicePoint)? a, int l, CancellationToken c) => throw No();

    ValueTask IBillStore.AddAsync(IReadOnlyList<Bill> b, CancellationToken c) => throw No();

    ValueTask IBillStore.PutAsync(IReadOnlyList<BillingOutcome> o, CancellationToken c) => throw No();

    ValueTask IBillStore.ClearOutcomesAsync(LocalDate d, IReadOnlyList<(Id<Account> Account, Id<ServicePoint> ServicePoint)> b, CancellationToken c) => throw No();

    ValueTask<IReadOnlyList<BillingOutcome>> IBillStore.OutcomesOfAsync(LocalDate d, CancellationToken c) => throw No();

    ValueTask<Bill?> IBillStore.FindAsync(BillKey k, CancellationToken c) => throw No();

    IAsyncEnumerable<Bill> IBillStore.StreamAsync(CancellationToken c) => throw No();

    ValueTask IBillStore.PutAsync(BillingRunRecord r, CancellationToken c) => throw No();

    ValueTask<IReadOnlyList<BillingRunRecord>> IBillStore.RunsAsync(CancellationToken c) => throw No();
}
