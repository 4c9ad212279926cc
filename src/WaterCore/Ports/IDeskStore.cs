using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

public partial interface IUnitOfWork
{
    /// <summary>Incidents, what came with contacts, edited templates, positions of premises, conversations by text.</summary>
    IDeskStore Desk => throw OlderPlugin.Without("incidents and edited templates");
}

/// <summary>What the service desk keeps beside contacts and cases. Incidents change by revision; files and templates are append-only.</summary>
public interface IDeskStore
{
    /// <summary>The next free id of incidents.</summary>
    ValueTask<long> NextIncidentAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an incident.</summary>
    ValueTask AddAsync(Incident incident, CancellationToken cancellationToken = default);

    /// <summary>Replaces an incident that is stored with the revision before the given one's.</summary>
    /// <exception cref="StorageConflictException">It is stored with another revision: somebody else acted first.</exception>
    ValueTask UpdateAsync(Incident incident, CancellationToken cancellationToken = default);

    /// <summary>An incident, or null.</summary>
    ValueTask<Incident?> FindIncidentAsync(Id<Incident> id, CancellationToken cancellationToken = default);

    /// <summary>Incidents, the latest first.</summary>
    /// <param name="openOnly">Only those where supply is not restored.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Incident>> IncidentsAsync(bool openOnly, int take, CancellationToken cancellationToken = default);

    /// <summary>Adds what came with contacts; contact and place are unique.</summary>
    ValueTask AddAsync(IReadOnlyList<ContactFile> files, CancellationToken cancellationToken = default);

    /// <summary>What came with the contacts of a case, in order.</summary>
    ValueTask<IReadOnlyList<ContactFile>> FilesOfAsync(Id<ServiceCase> serviceCase, CancellationToken cancellationToken = default);

    /// <summary>Appends a revision of a template; code and revision are unique.</summary>
    ValueTask AppendAsync(TemplateRevision revision, CancellationToken cancellationToken = default);

    /// <summary>The latest revision of each template that was edited; or all revisions of one, the latest first.</summary>
    ValueTask<IReadOnlyList<TemplateRevision>> TemplatesAsync(string? code = null, CancellationToken cancellationToken = default);

    /// <summary>Stores where a premise lies, in place of what was said before.</summary>
    ValueTask PutAsync(Id<Premise> premise, MapPoint position, CancellationToken cancellationToken = default);

    /// <summary>The premises between two corners, in order of id.</summary>
    /// <param name="least">The south-western corner.</param>
    /// <param name="most">The north-eastern corner.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<(Id<Premise> Premise, MapPoint Position)>> PositionsAsync(MapPoint least, MapPoint most, int take, CancellationToken cancellationToken = default);

    /// <summary>Stores where a conversation by text stands, in place of what was there.</summary>
    ValueTask PutAsync(TextTalk talk, CancellationToken cancellationToken = default);

    /// <summary>Where a conversation by text stands, or null.</summary>
    ValueTask<TextTalk?> FindTalkAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>Forgets a conversation by text.</summary>
    ValueTask RemoveTalkAsync(string address, CancellationToken cancellationToken = default);
}
