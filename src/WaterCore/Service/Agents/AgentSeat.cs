using NodaTime;

namespace WaterCore.Service;

/// <summary>What somebody at a telephone wishes to be.</summary>
public enum SeatWish
{
    /// <summary>Not there.</summary>
    Off,

    /// <summary>Taking calls.</summary>
    Ready,

    /// <summary>There, and taking none.</summary>
    Paused,
}

/// <summary>A telephone and who sits at it (坐席), as the person at the console said it. What the telephone does at the moment is an <see cref="Agent"/>.</summary>
/// <param name="Number">The number of the telephone, one to eight digits.</param>
/// <param name="Name">The sign-in name of who sits there, or sat there last.</param>
/// <param name="Skills">The groups they answer for.</param>
/// <param name="Wish">What they wish to be.</param>
/// <param name="Revision">How often it was changed; from 1.</param>
/// <param name="ChangedAt">When last.</param>
public sealed record AgentSeat(string Number, string Name, IReadOnlyList<string> Skills, SeatWish Wish, int Revision, Instant ChangedAt);
