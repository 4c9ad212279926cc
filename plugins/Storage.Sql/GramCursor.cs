using WaterCore.Search;

namespace WaterCore.Storage.Sql;

/// <summary>Where the pieces of lists come from.</summary>
internal interface IGramPieces
{
    /// <summary>The last piece that begins at or before an account, else the first after it; null when the gram has none there.</summary>
    /// <returns>Whether that is at hand; where it is not, it has been noted and comes with the next load.</returns>
    bool At(Gram gram, long account, out GramPiece? piece);

    /// <summary>The piece after another, or null; whether that is at hand.</summary>
    bool After(Gram gram, GramPiece piece, out GramPiece? next);
}

/// <summary>Accounts whose grams fit a query, in order.</summary>
internal abstract class GramCursor
{
    /// <summary>Beyond the last account.</summary>
    public const long End = long.MaxValue;

    /// <summary>A piece is not at hand; load what was noted and ask for the same account again.</summary>
    public const long Unknown = -1;

    // So many lists of a query that must all hold are noted at once: the others are seldom asked at all.
    private const int Ahead = 3;

    /// <summary>The first account at or after one; <see cref="End"/> when there is none, or <see cref="Unknown"/>. Never goes back.</summary>
    public abstract long Seek(long account);

    public static GramCursor Of(GramQuery query, IGramPieces lists) => query switch
    {
        GramQuery.One one => new OneList(one.Gram, lists),
        GramQuery.All all => new AllOf([.. all.Parts.Select(p => Of(p, lists))]),
        _ => new AnyOf([.. ((GramQuery.Any)query).Parts.Select(p => Of(p, lists))]),
    };

    private sealed class OneList(Gram gram, IGramPieces lists) : GramCursor
    {
        private GramPiece? _piece;
        private int _at;
        private bool _ended;

        public override long Seek(long account)
        {
            if (_ended) return End;
            if (_piece is null || _piece.Last < account)
            {
                // What is near is in the next piece; what is far is looked up.
                if (!lists.At(gram, Math.Min(account, uint.MaxValue), out var piece)) return Unknown;
                if (piece?.Last < account && !lists.After(gram, piece, out piece)) return Unknown;
                if (piece is null)
                {
                    _ended = true;
                    return End;
                }
                (_piece, _at) = (piece, 0);
            }
            if (_piece.Docs[_at] >= account) return _piece.Docs[_at];
            // In steps that double: what is looked for is near as a rule, and the last account of the piece is not below it.
            var docs = _piece.Docs;
            int low = _at, step = 1;
            while (low + step < docs.Length && docs[low + step] < account)
            {
                low += step;
                step <<= 1;
            }
            var high = Math.Min(low + step, docs.Length - 1);
            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                if (docs[middle] < account) low = middle;
                else high = middle;
            }
            _at = high;
            return docs[high];
        }
    }

    private sealed class AllOf(GramCursor[] parts) : GramCursor
    {
        public override long Seek(long account)
        {
            // Whoever goes beyond takes all back to the first: what comes later is asked only where all before it agree.
            for (var i = 0; i < parts.Length; i++)
            {
                var at = parts[i].Seek(account);
                if (at == End) return End;
                if (at == Unknown)
                {
                    for (var next = i + 1; next < Math.Min(parts.Length, i + Ahead); next++) parts[next].Seek(account);
                    return Unknown;
                }
                if (at > account && i > 0) i = -1;
                account = at;
            }
            return account;
        }
    }

    private sealed class AnyOf(GramCursor[] parts) : GramCursor
    {
        private readonly long[] _at = new long[parts.Length];

        public override long Seek(long account)
        {
            var (least, known) = (End, true);
            for (var i = 0; i < parts.Length; i++)
            {
                if (_at[i] < account) _at[i] = parts[i].Seek(account);
                if (_at[i] == account) return account;
                known &= _at[i] != Unknown;
                least = Math.Min(least, _at[i]);
            }
            return known ? least : Unknown;
        }
    }
}
