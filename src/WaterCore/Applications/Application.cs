using System.Security.Cryptography;
using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;
using WaterCore.Workflows;

namespace WaterCore.Applications;

/// <summary>What a customer asks the utility to do (业务申请), carried through the positions by a work item of the same number.</summary>
public sealed record Application
{
    /// <summary>The work item that carries it.</summary>
    public required Id<WorkItem> Item { get; init; }

    /// <summary>The code of the workflow, such as <c>new-connection</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The account it is about; null until there is one, as with a new connection. Set once, never changed.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>Who asks.</summary>
    public required string Customer { get; init; }

    /// <summary>A telephone number, or null.</summary>
    public string? Phone { get; init; }

    /// <summary>Where, or null when the account says it.</summary>
    public string? Address { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant MadeAt { get; init; }
}

/// <summary>A fee of an application (业务收费), posted to its account when a step fell due. Never changed.</summary>
/// <param name="Item">The application's work item.</param>
/// <param name="Line">1 and up within the application.</param>
/// <param name="Name">The fee's name in the definition, such as <c>connection</c>.</param>
/// <param name="Amount">How much; above zero.</param>
/// <param name="Entry">The number of the account entry that it was posted as.</param>
public sealed record ApplicationFee(Id<WorkItem> Item, int Line, string Name, Money Amount, long Entry);

/// <summary>A document as somebody brings it, before it is kept.</summary>
/// <param name="Name">What it is, as the definition asks for it, such as <c>identity</c>.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="MediaType">Such as <c>image/jpeg</c>.</param>
/// <param name="Content">The content.</param>
public sealed record BroughtDocument(string Name, string FileName, string MediaType, ReadOnlyMemory<byte> Content)
{
    /// <summary>The hash that its content is kept by.</summary>
    internal string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}

/// <summary>A document that was brought (申请材料). Its content is kept by its hash; neither changes or goes away.</summary>
/// <param name="Item">The work item.</param>
/// <param name="Line">1 and up within the item.</param>
/// <param name="Name">What it is, as the definition asks for it, such as <c>identity</c>.</param>
/// <param name="FileName">The file's name as it was brought.</param>
/// <param name="MediaType">Such as <c>image/jpeg</c>.</param>
/// <param name="Sha256">The hash of the content, lower-case hexadecimal.</param>
/// <param name="Bytes">The size of the content.</param>
/// <param name="At">When it was attached.</param>
/// <param name="By">Who attached it: the sign-in name.</param>
public sealed record AttachedDocument(Id<WorkItem> Item, int Line, string Name, string FileName, string MediaType, string Sha256, long Bytes, Instant At, string By);

/// <summary>Water was cut off at a service point, or restored (停复水). Never changed; the last one says how it stands.</summary>
/// <param name="ServicePoint">Where.</param>
/// <param name="Sequence">1 and up at the service point.</param>
/// <param name="Day">On which day.</param>
/// <param name="Supplied">Whether water runs from now on.</param>
/// <param name="Item">The work item by which it was done.</param>
public sealed record SupplyChange(Id<ServicePoint> ServicePoint, int Sequence, LocalDate Day, bool Supplied, Id<WorkItem> Item);
