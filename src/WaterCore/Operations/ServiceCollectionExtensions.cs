using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using WaterCore.Applications;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Ports;
using WaterCore.Receivables;
using WaterCore.Service;
using WaterCore.Values;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers WaterCore in a program of your own.</summary>
public static class WaterCoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds the operations: billing runs, imports, tariffs, bills, verification, work between positions. They need an <c>IStorage</c>, from a plugin or your own.
    /// What is registered already, such as a clock of yours, stays.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="utility">The utility; by default one in China with yuan.</param>
    public static IServiceCollection AddWaterCore(this IServiceCollection services, Utility? utility = null)
    {
        services.TryAddSingleton(utility ?? new Utility("WaterCore", DateTimeZoneProviders.Tzdb["Asia/Shanghai"], Currency.Cny));
#pragma warning disable RS0030 // The one place where the real clock enters; everything else gets it injected.
        services.TryAddSingleton<IClock>(SystemClock.Instance);
#pragma warning restore RS0030
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartitionedWork, BillingWork>());
        services.TryAddSingleton(p => new PartitionedRuns(p.GetRequiredService<IStorage>(), p.GetRequiredService<IClock>(), p.GetServices<IPartitionedWork>(), p.GetService<IPartitionSpread>()));
        services.TryAddSingleton(DutySettings.Alone);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DutyRoster>();
        services.TryAddTransient(p => new BillingRun(new BillingWork(p.GetRequiredService<Utility>(), p.GetRequiredService<IClock>()), p.GetRequiredService<PartitionedRuns>()));
        services.TryAddTransient<TariffDesk>();
        services.TryAddTransient<BillDesk>();
        services.TryAddTransient<CustomerIntake>();
        services.TryAddTransient<ReadingIntake>();
        services.TryAddTransient<MeterDesk>();
        services.TryAddTransient<BookDesk>();
        services.TryAddTransient<HeldDesk>();
        services.TryAddTransient<EstimateDesk>();
        services.TryAddSingleton<WaterCore.Metering.ReadingRules>(_ => new());
        services.TryAddTransient<Verification>();
        services.TryAddTransient<AnyClueSearch>();
        services.TryAddSingleton(WorkCalendarFile.China);
        services.TryAddSingleton<WorkflowEngines>();
        services.TryAddTransient<OrganizationDesk>();
        services.TryAddTransient<WorkflowDesk>();
        services.TryAddTransient<WorkDesk>();
        services.TryAddSingleton(new ApplicationPolicy());
        services.TryAddTransient<ApplicationEffects>();
        services.TryAddTransient<ApplicationDesk>();
        services.TryAddTransient<MaterialDesk>();
        services.TryAddTransient<WorkSupervision>();
        services.TryAddSingleton(new WorkWatchPolicy());
        services.TryAddTransient<WorkWatch>();
        services.TryAddTransient<Reports>();
        services.TryAddSingleton(new ReceivablePolicy());
        services.TryAddTransient<MoneyContext>();
        services.TryAddTransient<PaymentDesk>();
        services.TryAddTransient<TransferDesk>();
        services.TryAddTransient<ApprovalDesk>();
        services.TryAddTransient<AccountDesk>();
        services.TryAddTransient<BranchDesk>();
        services.TryAddTransient<DepositDesk>();
        services.TryAddTransient<HoldDesk>();
        services.TryAddTransient<MasterMeterDesk>();
        services.TryAddTransient<AdvanceRun>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartitionedWork, LateChargeWork>());
        services.TryAddTransient(p => new LateChargeRun(p.GetRequiredService<MoneyContext>(), p.GetRequiredService<PartitionedRuns>()));
        services.TryAddTransient<CancelRebill>();
        services.TryAddTransient<DayEnd>();
        services.TryAddTransient<CounterDesk>();
        services.TryAddTransient<PointBringIn>();
        services.TryAddTransient<BankFile>();
        services.TryAddTransient<SupplyNoticeDesk>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartitionedWork, DunningWork>());
        services.TryAddTransient(p => new DunningRun(p.GetRequiredService<MoneyContext>(), p.GetRequiredService<PartitionedRuns>()));
        services.TryAddSingleton(CaseCategories.Shipped);
        services.TryAddSingleton(new ContactRules());
        services.TryAddTransient<ContactGovernor>();
        services.TryAddTransient<ServiceDesk>();
        services.TryAddTransient<ContactDesk>();
        services.TryAddTransient<PinDesk>();
        services.TryAddTransient<CallerCards>();
        services.TryAddTransient<SeatDesk>();
        services.TryAddTransient(p => new PayLinkMessages(p.GetRequiredService<MoneyContext>(), p.GetRequiredService<MessageTemplates>(), p.GetServices<IChannel>(), p.GetService<PayLink>()));
        services.TryAddTransient<RecordingDesk>();
        services.TryAddTransient<CampaignDesk>();
        services.TryAddTransient<OwnReadingDesk>();
        services.TryAddSingleton(MessageTemplates.Shipped);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartitionedWork, NoticeWork>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartitionedWork, BillMessageWork>());
        services.TryAddTransient(p => new NoticeDesk(p.GetRequiredService<MoneyContext>(), p.GetRequiredService<MessageTemplates>(), p.GetServices<IChannel>(), p.GetRequiredService<PartitionedRuns>()));
        services.TryAddTransient<TemplateDesk>();
        services.TryAddTransient<Replies>();
        services.TryAddTransient<IncidentDesk>();
        services.TryAddTransient<CaseReports>();
        services.TryAddTransient<PlaceDesk>();
        services.TryAddSingleton(new StormRule());
        services.TryAddSingleton<IIdentificationGuard>(p => new StoredIdentificationGuard(p.GetRequiredService<IStorage>(), p.GetRequiredService<IClock>(), p.GetRequiredService<Utility>().Zone));
        services.TryAddSingleton<ITollBook>(p => new StoredTollBook(p.GetRequiredService<IStorage>(), p.GetRequiredService<IClock>()));
        services.TryAddTransient<HotlineFacts>();
        services.TryAddSingleton(_ => new TextFront(DialogueFile.Shipped()));
        services.TryAddSingleton(new TextSettings());
        services.TryAddTransient<TextDesk>();
        services.TryAddTransient<Inbox>();
        services.TryAddTransient<DeliveryRun>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IOutboxConsumer, DunningMessages>());
        services.TryAddEnumerable(ServiceDescriptor.Transient<IOutboxConsumer, DunningOrders>());
        services.TryAddTransient<PrintDesk>();
        services.TryAddSingleton(WaterCore.Statistics.IndicatorSet.Shipped);
        services.TryAddTransient<Indicators>();
        services.TryAddTransient<Analysis>();
        services.TryAddTransient<SavedLists>();
        return services;
    }
}
