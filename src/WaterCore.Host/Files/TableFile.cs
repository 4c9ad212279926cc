using System.Security.Cryptography;
using CsvHelper;
using WaterCore.Host.Commands;
using WaterCore.Operations;

namespace WaterCore.Host.Files;

/// <summary>Reads a CSV file strictly: the separator is declared, quotes follow RFC 4180, the encoding is UTF-8.</summary>
internal static class TableFile
{
    /// <summary>The whole table.</summary>
    /// <exception cref="BadUseException">The file is not there or is not CSV.</exception>
    public static SourceTable Read(string path, char separator) => Parse(path, Bytes(path), separator);

    /// <summary>The whole table out of bytes that came another way.</summary>
    /// <exception cref="BadUseException">They are not CSV.</exception>
    public static SourceTable Parse(string path, byte[] bytes, char separator)
    {
        try
        {
            using var csv = CsvReader.Create(bytes, Options(separator));
            var rows = new List<SourceRow>();
            var columns = csv.Headers.Select(h => h.Trim()).ToArray();
            while (csv.Read())
            {
                var cells = new string[csv.FieldCount];
                for (var i = 0; i < cells.Length; i++) cells[i] = csv.GetString(i);
                rows.Add(new SourceRow((int)csv.LineNumber, cells));
            }
            return new SourceTable(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(bytes)), columns, rows);
        }
        catch (CsvFormatException e)
        {
            throw new BadUseException($"{path}:{e.LineNumber}: this is not CSV with the separator '{separator}' ({e.Message.TrimEnd('.')}); mend the line.");
        }
    }

    /// <summary>Options that guess nothing.</summary>
    public static CsvReaderOptions Options(char separator) => new()
    {
        Separator = separator,
        TrackLineNumbers = true,
        MaxRecordSize = 1024 * 1024,
    };

    /// <summary>A file's bytes; unpacked when its name ends in .gz.</summary>
    /// <exception cref="BadUseException">The file is not there or cannot be read.</exception>
    public static byte[] Bytes(string path)
    {
        using var stream = OpenRead(path);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>A file for reading; unpacked when its name ends in .gz.</summary>
    public static Stream OpenRead(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadUseException($"The file {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A file for writing; packed when its name ends in .gz.</summary>
    public static Stream OpenWrite(string path)
    {
        var file = File.Create(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest) : file;
    }
}
