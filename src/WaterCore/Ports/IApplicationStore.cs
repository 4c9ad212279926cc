using WaterCore.Applications;
using WaterCore.Customers;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Applications, their fees and documents, materials, and whether water runs.</summary>
    IApplicationStore Applications => throw OlderPlugin.Without("applications");
}

/// <summary>The store of the Applications room. All of it but an application's account is append-only.</summary>
public interface IApplicationStore
{
    /// <summary>Adds an application; its work item is there already.</summary>
    ValueTask AddAsync(Application application, CancellationToken cancellationToken = default);

    /// <summary>Says which account an application is about; once.</summary>
    ValueTask SetAccountAsync(Id<WorkItem> item, Id<Account> account, CancellationToken cancellationToken = default);

    /// <summary>An application, or null.</summary>
    ValueTask<Application?> FindAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>Applications about an account, or whose customer, telephone or address contains a text; the newest first.</summary>
    ValueTask<IReadOnlyList<Application>> SearchAsync(Id<Account>? account, string? text, int limit, CancellationToken cancellationToken = default);

    /// <summary>Adds a fee; item and line are unique.</summary>
    ValueTask AddAsync(ApplicationFee fee, CancellationToken cancellationToken = default);

    /// <summary>The fees of an application, in order.</summary>
    ValueTask<IReadOnlyList<ApplicationFee>> FeesOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>Attaches a document; the content is kept once for all that have the same hash.</summary>
    ValueTask AddAsync(AttachedDocument document, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>The documents of an item, in order.</summary>
    ValueTask<IReadOnlyList<AttachedDocument>> DocumentsOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>The content of a hash, or null.</summary>
    ValueTask<byte[]?> ContentAsync(string sha256, CancellationToken cancellationToken = default);

    /// <summary>Adds a material; codes are unique.</summary>
    ValueTask AddAsync(Material material, CancellationToken cancellationToken = default);

    /// <summary>Adds moves: the stock never falls below zero, and nothing comes back from an item that was not issued for it.</summary>
    ValueTask AddAsync(IReadOnlyList<MaterialMove> moves, CancellationToken cancellationToken = default);

    /// <summary>The highest id of moves, 0 when there is none.</summary>
    ValueTask<long> LastMoveIdAsync(CancellationToken cancellationToken = default);

    /// <summary>All materials with their stock, in order of code.</summary>
    ValueTask<IReadOnlyList<MaterialStock>> StockAsync(CancellationToken cancellationToken = default);

    /// <summary>What was issued for an item and came back, in order.</summary>
    ValueTask<IReadOnlyList<MaterialMove>> MovesOfAsync(Id<WorkItem> item, CancellationToken cancellationToken = default);

    /// <summary>Adds a change of supply; its sequence follows the last of the service point.</summary>
    ValueTask AddAsync(SupplyChange change, CancellationToken cancellationToken = default);

    /// <summary>The changes of supply at a service point, in order; none when water always ran.</summary>
    ValueTask<IReadOnlyList<SupplyChange>> SupplyOfAsync(Id<ServicePoint> servicePoint, CancellationToken cancellationToken = default);
}
