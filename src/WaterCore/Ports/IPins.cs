using WaterCore.Customers;
using WaterCore.Service;
using WaterCore.Values;

namespace WaterCore.Ports;

/// <summary>The PINs of accounts, as hashes.</summary>
public interface IPins
{
    /// <summary>The PIN of an account, or null when none was set.</summary>
    ValueTask<PinHash?> FindAsync(Id<Account> account, CancellationToken cancellationToken = default);
}
