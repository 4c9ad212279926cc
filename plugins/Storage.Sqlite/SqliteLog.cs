using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.Sqlite;

/// <summary>The write-ahead log of a database whose commits do not wait for the disk (<c>synchronous = normal</c>).</summary>
/// <param name="path">The log's file; it is there while a connection is open.</param>
/// <param name="flush">What writes it to the disk; tests give their own.</param>
internal sealed partial class SqliteLog(string path, Action? flush = null) : CommitLog, IDisposable
{
    private SafeFileHandle? _file;
    private IOException? _failed;

    public void Dispose() => _file?.Dispose();

    /// <exception cref="IOException">The disk refused. What was committed may be lost, and nothing is committed any more until the storage is opened again.</exception>
    protected override ValueTask FlushAsync()
    {
        if (_failed is not null) throw new IOException(_failed.Message, _failed);
        try
        {
            if (flush is not null) flush();
            else Sync(_file ??= File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (IOException error)
        {
            // A disk that refused once may say yes the next time without having written.
            _failed = error;
            throw;
        }
        return ValueTask.CompletedTask;
    }

    // As SQLite itself does on Linux: the data and the length, not the time of change, which would be a second write where the log goes over old pages.
    private static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (FDataSync(file) != 0) throw new IOException($"fdatasync: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);
}
