using NodaTime;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>A notice about supply (停水通知) that the hotline says to callers of an area.</summary>
public sealed record SupplyNotice
{
    /// <summary>The identity.</summary>
    public required Id<SupplyNotice> Id { get; init; }

    /// <summary>The supply zone, or null for everybody.</summary>
    public string? Zone { get; init; }

    /// <summary>When supply stops.</summary>
    public required Instant From { get; init; }

    /// <summary>When it is back; after it the notice is not said any more.</summary>
    public required Instant Until { get; init; }

    /// <summary>What is said, one sentence in each language.</summary>
    public required Wording Text { get; init; }

    /// <summary>When it was published; it is said from then on.</summary>
    public required Instant PublishedAt { get; init; }

    /// <summary>Who published it.</summary>
    public required string PublishedBy { get; init; }
}

/// <summary>Several texts, said one after the other with a pause between.</summary>
/// <param name="Texts">The texts, at least one.</param>
public sealed record TextsValue(IReadOnlyList<Wording> Texts) : FactValue
{
    /// <inheritdoc/>
    public override IReadOnlyList<SpeechPart> Spoken(Language language) => [.. Texts.SelectMany((t, i) => i == 0 ? new[] { new SpeechPart(language, t.In(language)) } : [SpeechPart.Pause(language), new SpeechPart(language, t.In(language))])];

    /// <inheritdoc/>
    public override string Written(Language language) => string.Join(' ', Texts.Select(t => t.In(language)));
}
