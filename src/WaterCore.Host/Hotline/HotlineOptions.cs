using NodaTime;
using WaterCore.Host.Commands;
using WaterCore.Operations;
using WaterCore.Ports;
using WaterCore.Service;

namespace WaterCore.Host.Hotline;

/// <summary>The section <c>WaterCore:Hotline</c>.</summary>
internal sealed record HotlineOptions
{
    /// <summary>The desks of each group, in the order in which they are rung: <c>Desks:front-desk = 601,602</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Desks { get; private init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What callers are led through: the shipped dialogue, or the file <c>Dialogue</c>.</summary>
    public required Dialogue Dialogue { get; init; }

    /// <summary>Whether talks with agents are recorded, after a notice: <c>Record</c>.</summary>
    public bool Records { get; private init; }

    /// <summary>How many days recordings are kept: <c>KeepRecordingsDays</c>.</summary>
    public int KeepRecordingsDays { get; private init; } = 180;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="CannotStartException">A setting or the dialogue is wrong.</exception>
    public static HotlineOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("WaterCore:Hotline");
        var desks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var group in section.GetSection("Desks").GetChildren())
        {
            var numbers = (group.Value ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (numbers.FirstOrDefault(n => n.Length > 8 || !n.All(char.IsAsciiDigit)) is { } wrong)
                throw new CannotStartException($"WaterCore:Hotline:Desks:{group.Key} has '{wrong}', which is not one to eight digits; write the numbers of desks, such as 601,602.");
            desks[group.Key] = numbers;
        }
        if (section["Record"] is { Length: > 0 } word && !bool.TryParse(word, out var _))
            throw new CannotStartException($"WaterCore:Hotline:Record is '{word}'; write true or false.");
        var days = 180;
        if (section["KeepRecordingsDays"] is { Length: > 0 } number && (!int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out days) || days is < 1 or > 3660))
            throw new CannotStartException($"WaterCore:Hotline:KeepRecordingsDays is '{number}'; write a number of days from 1 to 3660.");
        var options = new HotlineOptions { Desks = desks, Dialogue = DialogueFile.Shipped(), Records = section["Record"] is "true" or "True", KeepRecordingsDays = days };
        var file = section["Dialogue"];
        if (string.IsNullOrEmpty(file)) return options;
        if (!File.Exists(file)) throw new CannotStartException($"WaterCore:Hotline:Dialogue is {file}, which is not there; correct the path, or leave it out for the shipped dialogue.");
        var read = DialogueFile.Read(File.ReadAllText(file), Path.GetFileName(file));
        return read.IsOk ? options with { Dialogue = read.Value } : throw new CannotStartException(read.Fault.Message);
    }

    /// <summary>When campaigns may call: <c>Windows:Working</c> and <c>Windows:Rest</c>, such as <c>09:00-12:00 14:00-20:00</c>.</summary>
    /// <exception cref="CannotStartException">A window cannot be read.</exception>
    public static CallWindows Windows(IConfiguration configuration) => Windows(configuration.GetSection("WaterCore:Hotline:Windows"), CallWindows.Usual);

    /// <summary>Areas with windows of their own: <c>Windows:Areas:Z07:Working</c> and <c>:Rest</c>; what is left out is as everywhere.</summary>
    /// <exception cref="CannotStartException">A window cannot be read.</exception>
    public static IReadOnlyDictionary<string, CallWindows> AreaWindows(IConfiguration configuration) =>
        configuration.GetSection("WaterCore:Hotline:Windows:Areas").GetChildren().ToDictionary(a => a.Key, a => Windows(a, Windows(configuration)), StringComparer.Ordinal);

    private static CallWindows Windows(IConfigurationSection section, CallWindows usual)
    {
        return new CallWindows(Of("Working", usual.WorkingDays), Of("Rest", usual.RestDays));

        IReadOnlyList<(LocalTime, LocalTime)> Of(string key, IReadOnlyList<(LocalTime, LocalTime)> otherwise)
        {
            if (section[key] is not { } text) return otherwise;
            var windows = new List<(LocalTime From, LocalTime Until)>();
            foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var pattern = NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm");
                var (from, until) = part.Split('-') is [var a, var b] ? (pattern.Parse(a), pattern.Parse(b)) : (pattern.Parse(""), pattern.Parse(""));
                if (!from.Success || !until.Success || until.Value <= from.Value || (windows.Count > 0 && from.Value <= windows[^1].Until))
                    throw new CannotStartException($"{section.Path}:{key} has '{part}', which is no window after the one before; write for instance 09:00-12:00 14:00-20:00.");
                windows.Add((from.Value, until.Value));
            }
            return windows;
        }
    }

    private static readonly Dialogue s_callBack = DialogueFile.Shipped(DialogueFile.CallBack);

    /// <summary>As the desk wants them.</summary>
    public HotlineSettings Settings(IRecordingFiles files, bool leavesCalls, Action<Fault> report) => new() { Desks = Desks, CallBack = s_callBack, Recordings = Records ? files : null, LeavesCalls = leavesCalls, Report = report };
}
