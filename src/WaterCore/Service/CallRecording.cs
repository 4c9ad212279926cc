using NodaTime;

namespace WaterCore.Service;

/// <summary>The recording (录音) of a talk between a caller and an agent. The sound lies in a file of its name; this is what is known of it, and stays when the sound is erased.</summary>
public sealed record CallRecording
{
    /// <summary>The name of the file, without folder; letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>The call.</summary>
    public required string Call { get; init; }

    /// <summary>The number of the account that the caller identified for, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The number of the telephone that was talked to.</summary>
    public required string Agent { get; init; }

    /// <summary>When it begins.</summary>
    public required Instant From { get; init; }

    /// <summary>When it ends.</summary>
    public required Instant Until { get; init; }

    /// <summary>How large the file is.</summary>
    public required long Bytes { get; init; }

    /// <summary>The hash of the file, lower-case hexadecimal: what is heard later is what was said.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When the sound was erased, or null while it is there.</summary>
    public Instant? ErasedAt { get; init; }
}
