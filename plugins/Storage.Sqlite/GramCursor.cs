using WaterCore.Search;

namespace WaterCore.Storage.Sqlite;

/// <summary>Accounts whose grams fit a query, in order.</summary>
internal abstract class GramCursor
{
    /// <summary>Beyond the last account.</summary>
    public const long End = long.MaxValue;

    /// <summary>The first account at or after one; <see cref="End"/> when there is none. Never goes back.</summary>
    public abstract long Seek(long account);

    public static GramCursor Of(GramQuery query, GramLists lists) => query switch
    {
        GramQuery.One one => new OneList(one.Gram, lists),
        GramQuery.All all => new AllOf([.. all.Parts.Select(p => Of(p, lists))]),
        _ => new AnyOf([.. ((GramQuery.Any)query).Parts.Select(p => Of(p, lists))]),
    };

    private sealed class OneList(Gram gram, GramLists lists) : GramCursor
    {
        private GramPiece? _piece;
        private int _at;
        private bool _ended;

        public override long Seek(long account)
        {
            if (_ended) return End;
            if (_piece is null || _piece.Docs[^1] < account)
            {
                // What is near is in the next piece; what is far is looked up.
                if (lists.At(gram, Math.Min(account, uint.MaxValue)) is not { } piece) return Over();
                (_piece, _at) = (piece, 0);
                if (piece.Docs[^1] < account)
                {
                    if (lists.After(gram, piece) is not { } next) return Over();
                    _piece = next;
                }
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

        private long Over()
        {
            _ended = true;
            return End;
        }
    }

    private sealed class AllOf(GramCursor[] parts) : GramCursor
    {
        public override long Seek(long account)
        {
            for (var agreed = 0; agreed < parts.Length;)
            {
                agreed = 0;
                foreach (var part in parts)
                {
                    var at = part.Seek(account);
                    if (at == End) return End;
                    if (at > account) agreed = 0;
                    account = at;
                    agreed++;
                }
            }
            return account;
        }
    }

    private sealed class AnyOf(GramCursor[] parts) : GramCursor
    {
        private readonly long[] _at = new long[parts.Length];

        public override long Seek(long account)
        {
            var least = End;
            for (var i = 0; i < parts.Length; i++)
            {
                if (_at[i] < account) _at[i] = parts[i].Seek(account);
                least = Math.Min(least, _at[i]);
            }
            return least;
        }
    }
}
