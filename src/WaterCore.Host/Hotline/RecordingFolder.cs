using WaterCore.Ports;

namespace WaterCore.Host.Hotline;

/// <summary>Recordings as WAV files in a folder that only its owner reads.</summary>
internal sealed class RecordingFolder(string folder) : IRecordingFiles
{
    public Stream Create(string name)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new FileStream(PathOf(name), FileMode.Create, FileAccess.ReadWrite);
    }

    public Stream? Open(string name)
    {
        try
        {
            return File.OpenRead(PathOf(name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Delete(string name)
    {
        if (File.Exists(PathOf(name))) File.Delete(PathOf(name));
    }

    // Whatever asks for it, a name leads to nowhere else.
    private string PathOf(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? Path.Combine(folder, name + ".wav") : throw new ArgumentException($"'{name}' is no name of a recording.", nameof(name));
}
