using WaterCore.Search;

namespace WaterCore.Storage.Sql;

/// <summary>A piece of the list of a gram: accounts in order. Its key is the gram and the first of them; the others are kept as distances from one to the next.</summary>
/// <param name="Key">Its key in the table.</param>
/// <param name="Docs">The accounts; at least one.</param>
internal sealed record GramPiece(long Key, uint[] Docs)
{
    /// <summary>As many accounts as a piece holds at most.</summary>
    public const int Most = 1024;

    /// <summary>As long as a piece may be when it is written.</summary>
    public const int MostBytes = Most * 5;

    private const int Usual = 768;

    /// <summary>The last account.</summary>
    public uint Last => Docs[^1];

    /// <summary>The key of a gram and an account.</summary>
    public static long KeyOf(Gram gram, long account) => ((long)gram.Value << 32) + account;

    /// <summary>The gram of a key.</summary>
    public static Gram GramOf(long key) => new((int)(key >> 32));

    /// <summary>Reads what was written.</summary>
    public static GramPiece Read(long key, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            Span<uint> docs = stackalloc uint[Most];
            docs[0] = (uint)key;
            var at = 1;
            for (var i = 0; i < bytes.Length;)
            {
                var distance = Number(bytes, ref i);
                if (distance > 0)
                {
                    docs[at] = docs[at - 1] + distance;
                    at++;
                    continue;
                }
                for (var run = Number(bytes, ref i); run > 0; run--, at++) docs[at] = docs[at - 1] + 1;
            }
            return new GramPiece(key, docs[..at].ToArray());
        }
    }

    /// <summary>Writes accounts but for the first, which the key says.</summary>
    /// <returns>How many bytes.</returns>
    public static int Write(ReadOnlySpan<uint> docs, Span<byte> bytes)
    {
        var length = 0;
        for (var i = 1; i < docs.Length; i++)
        {
            // Accounts one after another, as where all have the name of the town in their address, are counted and not listed; no distance is 0.
            var run = 0;
            while (i + run < docs.Length && docs[i + run] == docs[i + run - 1] + 1) run++;
            if (run > 2)
            {
                bytes[length++] = 0;
                length = Write((uint)run, bytes, length);
                i += run - 1;
            }
            else
            {
                length = Write(docs[i] - docs[i - 1], bytes, length);
            }
        }
        return length;
    }

    /// <summary>The accounts of a piece after changes: in order, each once, with whether it is to be there.</summary>
    public static void Merge(ReadOnlySpan<uint> docs, ReadOnlySpan<(long Account, bool Has)> changes, List<uint> merged)
    {
        merged.Clear();
        int d = 0, c = 0;
        while (d < docs.Length || c < changes.Length)
        {
            if (c == changes.Length || (d < docs.Length && docs[d] < changes[c].Account))
            {
                merged.Add(docs[d++]);
                continue;
            }
            if (d < docs.Length && docs[d] == changes[c].Account) d++;
            if (changes[c].Has) merged.Add((uint)changes[c].Account);
            c++;
        }
    }

    /// <summary>How many of what is left go into the next piece: what grows at its end is cut so that most of it need not be touched again.</summary>
    public static int Cut(int left) => left <= Most ? left : Usual;

    private static int Write(uint number, Span<byte> bytes, int length)
    {
        for (; number >= 0x80; number >>= 7) bytes[length++] = (byte)((number & 0x7F) | 0x80);
        bytes[length++] = (byte)number;
        return length;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        if (bytes[at] < 0x80) return bytes[at++];
        uint number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            number |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) return number;
        }
    }
}
