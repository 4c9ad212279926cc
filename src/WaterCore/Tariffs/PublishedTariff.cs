using NodaTime;

namespace WaterCore.Tariffs;

/// <summary>A tariff document as it was published: never changed; a new document is the next revision.</summary>
/// <param name="Code">The tariff's code, such as <c>zhuhai-main</c>.</param>
/// <param name="Revision">1 for the first document of this code.</param>
/// <param name="Document">The whole text of the tariff file.</param>
/// <param name="Digest">SHA-256 of the text, lower-case hexadecimal.</param>
/// <param name="PublishedAt">When.</param>
public sealed record PublishedTariff(string Code, int Revision, string Document, string Digest, Instant PublishedAt);
