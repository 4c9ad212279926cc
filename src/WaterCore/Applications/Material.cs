using NodaTime;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Applications;

/// <summary>A kind of thing in the store (材料), such as a meter of a size, or pipe by the metre.</summary>
/// <param name="Code">A short name that never changes, such as <c>meter-dn20</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Unit">In what it is counted, such as <c>piece</c> or <c>m</c>.</param>
public sealed record Material(string Code, string Name, string Unit);

/// <summary>Something came into the store or went out of it. Never changed; the stock is the sum.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Material">The material's code.</param>
/// <param name="Item">The work item that it was issued for or came back from; null when it was bought or counted.</param>
/// <param name="Quantity">In thousandths of the unit: above zero into the store, below zero out of it; never zero.</param>
/// <param name="At">When.</param>
/// <param name="By">Who: the sign-in name.</param>
/// <param name="Note">The number of the slip, or why.</param>
public sealed record MaterialMove(Id<MaterialMove> Id, string Material, Id<WorkItem>? Item, long Quantity, Instant At, string By, string Note);

/// <summary>How much of a material there is.</summary>
/// <param name="Material">The material.</param>
/// <param name="Thousandths">In thousandths of its unit; never below zero.</param>
public sealed record MaterialStock(Material Material, long Thousandths);
