namespace WaterCore.Ports;

/// <summary>Where the sound of recordings lies. A host offers it; names are letters, digits and hyphens.</summary>
public interface IRecordingFiles
{
    /// <summary>A new file, or an old one emptied; readable as well.</summary>
    Stream Create(string name);

    /// <summary>A file to be read, or null when it is not here.</summary>
    Stream? Open(string name);

    /// <summary>Deletes a file; done when it is not here.</summary>
    void Delete(string name);
}
