using NodaTime;
using WaterCore.Applications;
using WaterCore.Customers;
using WaterCore.Metering;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Tariffs;
using WaterCore.Values;

namespace WaterCore.Operations;

public sealed partial class ApplicationEffects
{
    private async Task<Result<Application>> OpenAccountAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        // Terms that cannot be are refused here already, before anybody digs.
        if (form.Optional("tariff") is { } tariff && form.Optional("use_class") is { } use)
        {
            var terms = new ServiceAgreement { Account = default, ServicePoint = default, From = context.Today, Tariff = tariff, UseClass = use };
            if (await TermsAsync(unit, application, terms, null, cancellationToken).ConfigureAwait(false) is { } wrong) return wrong;
        }
        if (application.Account is not null) return application; // quoted again after it was sent back: the account stays
        var ids = await unit.Customers.TakeIdsAsync(2, cancellationToken).ConfigureAwait(false);
        var customer = new Customer { Id = new(ids.Next()), Name = form.Optional("applicant") ?? application.Customer, Phone = application.Phone };
        var account = new Account { Id = new(ids.Next()), Number = await NumberAsync(unit, application, cancellationToken).ConfigureAwait(false), Customer = customer.Id, OpenedOn = context.Today, Branch = (await unit.Work.FindAsync(application.Item, cancellationToken).ConfigureAwait(false))?.Office };
        await unit.Customers.AddAsync([customer], cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([account], cancellationToken).ConfigureAwait(false);
        await unit.Applications.SetAccountAsync(application.Item, account.Id, cancellationToken).ConfigureAwait(false);
        return application with { Account = account.Id };
    }

    private async Task<Result<Application>> ConnectAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!account.IsOk) return account.Fault;
        if (application.Address is null) return Refuse(application, "没有用水地址", "it has no address of the premises");
        var terms = new ServiceAgreement
        {
            Account = account.Value.Id, ServicePoint = default, From = context.Today, Tariff = form.Text("tariff"), UseClass = form.Text("use_class"),
            Persons = form.Optional("persons") is null ? null : form.Whole("persons", 1, 999),
        };
        var meter = new NewMeter { Number = form.Text("meter"), Size = $"DN{form.Whole("diameter", 1, 10_000)}", Dials = form.Whole("dials", 3, 9, 5), FirstIndex = form.Index("first_index") };
        if (form.Fault is { } fault) return fault;
        if (await TermsAsync(unit, application, terms, meter.Unit, cancellationToken).ConfigureAwait(false) is { } wrong) return wrong;
        var ids = await unit.Customers.TakeIdsAsync(3, cancellationToken).ConfigureAwait(false);
        var premise = new Premise { Id = new(ids.Next()), Address = application.Address };
        var point = new ServicePoint { Id = new(ids.Next()), Premise = premise.Id };
        var reading = new Id<Reading>(ids.Next());
        await unit.Customers.AddAsync([premise], cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([point], cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([terms with { ServicePoint = point.Id }], cancellationToken).ConfigureAwait(false);
        var put = await MeterDesk.PutInAsync(unit, meter, point.Id, context.Today, cancellationToken).ConfigureAwait(false);
        if (!put.IsOk) return put.Fault;
        await unit.Metering.AddAsync([new Reading { Id = reading, Meter = put.Value.Id, Day = context.Today, Index = meter.FirstIndex, Source = $"application {application.Item}" }], cancellationToken).ConfigureAwait(false);
        var customer = await unit.Customers.FindCustomerAsync(account.Value.Customer, cancellationToken).ConfigureAwait(false);
        await unit.Search.PutAsync([AnyClueSearch.Record(account.Value, customer!, [premise], [put.Value])], cancellationToken).ConfigureAwait(false);
        return application;
    }

    // The old account ends with the reading of the day; one of the new owner goes on from it, at the same place on the same terms.
    private async Task<Result<Application>> ChangeOwnerAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var (owner, index) = (form.Text("new_owner"), form.Index("index"));
        if (form.Fault is { } fault) return fault;
        var standing = await StandingAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!standing.IsOk) return standing.Fault;
        var (old, terms, premise) = standing.Value;
        if (context.Today <= terms.From) return Refuse(application, "现行合同今天才开始，请明日办理", "the present terms begin today; do it on a later day");
        var meter = await ReadAsync(unit, application, terms.ServicePoint, index, cancellationToken).ConfigureAwait(false);
        if (!meter.IsOk) return meter.Fault;
        await unit.Customers.EndAsync(terms with { To = context.Today }, cancellationToken).ConfigureAwait(false);
        await unit.Customers.CloseAsync(old.Id, context.Today, cancellationToken).ConfigureAwait(false);
        var ids = await unit.Customers.TakeIdsAsync(2, cancellationToken).ConfigureAwait(false);
        var customer = new Customer { Id = new(ids.Next()), Name = owner, Phone = form.Optional("new_phone") };
        var account = new Account { Id = new(ids.Next()), Number = await NumberAsync(unit, application, cancellationToken).ConfigureAwait(false), Customer = customer.Id, OpenedOn = context.Today, Branch = old.Branch };
        await unit.Customers.AddAsync([customer], cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([account], cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([terms with { Account = account.Id, From = context.Today, To = null }], cancellationToken).ConfigureAwait(false);
        await unit.Search.PutAsync([AnyClueSearch.Record(account, customer, [premise], [meter.Value])], cancellationToken).ConfigureAwait(false);
        return application;
    }

    private async Task<Result<Application>> ChangeTermsAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!standing.IsOk) return standing.Fault;
        var terms = standing.Value.Terms;
        if (context.Today <= terms.From) return Refuse(application, "现行合同今天才开始，请明日办理", "the present terms begin today; do it on a later day");
        var next = terms with
        {
            From = context.Today, To = null, UseClass = form.Optional("use_class") ?? terms.UseClass, Tariff = form.Optional("tariff") ?? terms.Tariff,
            Persons = form.Optional("persons") is null ? terms.Persons : form.Whole("persons", 1, 999),
        };
        if (form.Fault is { } fault) return fault;
        if ((next.UseClass, next.Tariff, next.Persons) == (terms.UseClass, terms.Tariff, terms.Persons)) return Refuse(application, "没有任何变更", "it changes nothing; fill in use_class, tariff or persons");
        if (await TermsAsync(unit, application, next, null, cancellationToken).ConfigureAwait(false) is { } wrong) return wrong;
        await unit.Customers.EndAsync(terms with { To = context.Today }, cancellationToken).ConfigureAwait(false);
        await unit.Customers.AddAsync([next], cancellationToken).ConfigureAwait(false);
        return application;
    }

    private async Task<Result<Application>> CloseAccountAsync(IUnitOfWork unit, Application application, ApplicationForm form, CancellationToken cancellationToken)
    {
        var index = form.Index("index");
        if (form.Fault is { } fault) return fault;
        var standing = await StandingAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!standing.IsOk) return standing.Fault;
        var (account, terms, _) = standing.Value;
        if (context.Today <= terms.From) return Refuse(application, "现行合同今天才开始，请明日办理", "the present terms begin today; do it on a later day");
        var meter = await MeterAsync(unit, application, terms.ServicePoint, cancellationToken).ConfigureAwait(false);
        if (!meter.IsOk) return meter.Fault;
        var gone = await MeterDesk.TakeOutAsync(unit, meter.Value.Number, index, IndexTurn.None, context.Today, $"application {application.Item}", null, cancellationToken).ConfigureAwait(false);
        if (!gone.IsOk) return gone.Fault;
        await unit.Customers.EndAsync(terms with { To = context.Today }, cancellationToken).ConfigureAwait(false);
        await unit.Customers.CloseAsync(account.Id, context.Today, cancellationToken).ConfigureAwait(false);
        return application;
    }

    private async Task<Result<Application>> GiveReliefAsync(IUnitOfWork unit, Application application, ApplicationForm form, Actor actor, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!account.IsOk) return account.Fault;
        var relief = form.Amount("relief", context.Utility.Currency);
        if (form.Fault is { } fault) return fault;
        if (relief is not { Minor: > 0 } amount) return Refuse(application, "减免金额须大于零", "the relief must be above zero");
        var given = await ChargeAsync(unit, account.Value.Id, -amount, "adjustment.leak-relief", $"application {application.Item} leak relief", actor, cancellationToken).ConfigureAwait(false);
        return given.IsOk ? application : given.Fault;
    }

    private async Task<string> NumberAsync(IUnitOfWork unit, Application application, CancellationToken cancellationToken)
    {
        for (var taken = 0; ; taken++)
            if (policy.AccountNumber(application.Item.Value, taken) is var number && await unit.Customers.FindAccountAsync(number, cancellationToken).ConfigureAwait(false) is null) return number;
    }

    private static async Task<Result<Account>> AccountAsync(IUnitOfWork unit, Application application, CancellationToken cancellationToken) =>
        application.Account is { } id && await unit.Customers.FindAccountAsync(id, cancellationToken).ConfigureAwait(false) is { } account
            ? account.ClosedOn is null ? account : Refuse(application, $"户号{account.Number}已销户", $"account {account.Number} is closed")
            : Refuse(application, "没有户号，请在申请时注明", "it is about no account; name one when it is made");

    private static async Task<Result<(Account Account, ServiceAgreement Terms, Premise Premise)>> StandingAsync(IUnitOfWork unit, Application application, CancellationToken cancellationToken)
    {
        var account = await AccountAsync(unit, application, cancellationToken).ConfigureAwait(false);
        if (!account.IsOk) return account.Fault;
        var open = (await unit.Customers.AgreementsOfAsync(account.Value.Id, cancellationToken).ConfigureAwait(false)).Where(a => a.Agreement.To is null).ToList();
        return open.Count == 1
            ? (account.Value, open[0].Agreement, open[0].Premise)
            : Refuse(application, $"户号{account.Value.Number}有{open.Count}份现行合同，只能办理一份", $"account {account.Value.Number} has {open.Count} terms in force, and this is for one");
    }

    // Terms are right when their tariff is published, has the class, and charges what the meter counts.
    private static async Task<Fault?> TermsAsync(IUnitOfWork unit, Application application, ServiceAgreement terms, VolumeUnit? counted, CancellationToken cancellationToken)
    {
        var published = await unit.Tariffs.LatestAsync(cancellationToken).ConfigureAwait(false);
        if (published.FirstOrDefault(t => t.Code == terms.Tariff) is not { } found)
            return Refuse(application, $"水价{terms.Tariff}未发布", $"the tariff '{terms.Tariff}' is not published; use one of: {string.Join(", ", published.Select(t => t.Code))}");
        var tariff = TariffFile.Read(found.Document, found.Code).Value;
        if (!tariff.Classes.ContainsKey(terms.UseClass))
            return Refuse(application, $"水价{terms.Tariff}没有用水性质{terms.UseClass}", $"tariff {terms.Tariff} has no class '{terms.UseClass}'; use one of: {string.Join(", ", tariff.Classes.Keys)}");
        return counted is { } unitOfMeter && tariff.Unit != unitOfMeter ? Refuse(application, "水表单位与水价单位不同", $"the meter counts {unitOfMeter} and tariff {tariff.Code} charges {tariff.Unit}") : null;
    }
}
