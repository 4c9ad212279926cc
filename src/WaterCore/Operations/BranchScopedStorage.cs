using WaterCore.Organization;
using WaterCore.Ports;

namespace WaterCore.Operations;

/// <summary>A storage whose units of work see what whoever asks may see: everything that is built on it is held to the branches without knowing of them.</summary>
/// <param name="inner">The storage.</param>
/// <param name="now">Whose accounts may be seen at this moment; asked at the beginning of each unit of work.</param>
public sealed class BranchScopedStorage(IStorage inner, Func<DataScope> now) : IStorage
{
    /// <inheritdoc/>
    public string Description => inner.Description;

    /// <inheritdoc/>
    public int Writers => inner.Writers;

    /// <inheritdoc/>
    public DataScope Scope => now();

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken = default) => inner.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask BackUpAsync(string file, CancellationToken cancellationToken = default) => inner.BackUpAsync(file, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RestoreAsync(string file, CancellationToken cancellationToken = default) => inner.RestoreAsync(file, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUnitOfWork> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(now(), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUnitOfWork> WriteAsync(CancellationToken cancellationToken = default) => inner.WriteAsync(now(), cancellationToken);

    /// <summary>Within what both scopes, the one asked for and that of the moment, leave.</summary>
    public ValueTask<IUnitOfWork> ReadAsync(DataScope scope, CancellationToken cancellationToken = default) => inner.ReadAsync(Both(now(), scope), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IUnitOfWork> WriteAsync(DataScope scope, CancellationToken cancellationToken = default) => inner.WriteAsync(Both(now(), scope), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static DataScope Both(DataScope one, DataScope other) =>
        one.Branches is null ? other : other.Branches is null ? one : DataScope.Of(one.Branches.Intersect(other.Branches, StringComparer.Ordinal));
}
