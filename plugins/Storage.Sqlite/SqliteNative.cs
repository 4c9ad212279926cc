using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WaterCore.Storage.Sqlite;

/// <summary>
/// What is called for each field of each row, by the bare pointer of its statement: through safe handles a call costs more than what it does. Whoever calls
/// holds the statement's own object meanwhile.
/// </summary>
internal static unsafe partial class SqliteNative
{
    /// <summary>The types of a value; see sqlite.org/c3ref/c_blob.html.</summary>
    public const int Integer = 1, Text = 3, Blob = 4, Null = 5;

    private const string Library = "e_sqlite3";

    // SQLITE_TRANSIENT: SQLite copies what it is given.
    private const nint Copy = -1;

    /// <summary>The bytes of a text or blob, as long as the statement stays at its row and the value is not asked for as another type.</summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        // In this order: the pointer first, then its length.
        var bytes = ColumnBlob(statement, column);
        return new(bytes, ColumnBytes(statement, column));
    }

    public static int Bind(nint statement, int parameter, ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text) return BindText(statement, parameter, bytes is null ? (byte*)1 : bytes, text.Length, Copy);
    }

    public static int BindBlob(nint statement, int parameter, ReadOnlySpan<byte> blob)
    {
        fixed (byte* bytes = blob) return BindBlob(statement, parameter, bytes is null ? (byte*)1 : bytes, blob.Length, Copy);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static partial long ColumnLong(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int Bind(nint statement, int parameter, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static partial int BindNull(nint statement, int parameter);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
    private static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    private static partial int ColumnBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int parameter, byte* text, int length, nint then);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int parameter, byte* blob, int length, nint then);
}
