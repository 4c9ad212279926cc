using System.Runtime.InteropServices;
using WaterCore.Search;
using WaterCore.Storage.Sql;

namespace WaterCore.Storage.PostgreSql;

/// <summary>The lists of grams as far as a unit of work has read them: of each gram the pieces from its first on. What is wanted beyond is noted, and read for all lists in one way there and back.</summary>
internal sealed class PostgreSqlGramLists(PostgreSqlUnit unit) : IGramPieces
{
    // Pieces beyond what is wanted: first as many as a look at the first hits takes, then more each time.
    private const int FewAhead = 8, MostAhead = 256;

    private const int PiecesAtOnce = 2_000;

    private readonly Dictionary<Gram, Known> _known = [];
    private readonly Dictionary<Gram, long> _wanted = [];
    private int _ahead = FewAhead;

    public bool At(Gram gram, long account, out GramPiece? piece)
    {
        piece = null;
        if (!_known.TryGetValue(gram, out var known) || !known.Reaches(account)) return Want(gram, account);
        var at = known.Find(account);
        piece = at < known.Pieces.Count ? known.Pieces[at] : null;
        return true;
    }

    public bool After(Gram gram, GramPiece piece, out GramPiece? next)
    {
        var known = _known[gram];
        var at = known.Find(piece.Docs[0]) + 1;
        next = at < known.Pieces.Count ? known.Pieces[at] : null;
        return next is not null || known.Ended || Want(gram, piece.Last + 1L);
    }

    /// <summary>Reads what was noted.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var (grams, ahead) = (_wanted.Keys.ToArray(), _ahead);
        var wanted = new
        {
            after = Array.ConvertAll(grams, g => _known.TryGetValue(g, out var known) && known.Pieces.Count > 0 ? known.Pieces[^1].Key : GramPiece.KeyOf(g, -1)),
            upto = Array.ConvertAll(grams, g => GramPiece.KeyOf(g, _wanted[g])),
            last = Array.ConvertAll(grams, g => GramPiece.KeyOf(g, uint.MaxValue)),
            ahead = (long)ahead,
        };
        var pieces = await unit.QueryAsync(
            """
            select p.key, p.docs from unnest(@after, @upto, @last) as n (after, upto, last) cross join lateral (
                (select key, docs from clue_list where key > n.after and key <= n.upto order by key)
                union all
                (select key, docs from clue_list where key > greatest(n.after, n.upto) and key <= n.last order by key limit @ahead)) p
            """,
            wanted, static row => (Key: row.Long(), Docs: row.Bytes()), cancellationToken).ConfigureAwait(false);
        foreach (var gram in grams) CollectionsMarshal.GetValueRefOrAddDefault(_known, gram, out _) ??= new Known();
        var beyond = grams.ToDictionary(g => g, _ => 0);
        foreach (var (key, docs) in pieces.OrderBy(p => p.Key))
        {
            var gram = GramPiece.GramOf(key);
            _known[gram].Pieces.Add(GramPiece.Read(key, docs));
            if (key > GramPiece.KeyOf(gram, _wanted[gram])) beyond[gram]++;
        }
        foreach (var gram in grams) _known[gram].Ended = beyond[gram] < ahead;
        _wanted.Clear();
        _ahead = Math.Min(_ahead * 2, MostAhead);
    }

    /// <summary>Changes lists, each piece once for each way there and back: what comes next in a list goes into the next piece.</summary>
    /// <param name="unit">A unit of work whose turn it is to change lists.</param>
    /// <param name="changes">In order of gram and account, each once, and whether the account is to have the gram.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async ValueTask ChangeAsync(PostgreSqlUnit unit, List<(Gram Gram, long Account, bool Has)> changes, CancellationToken cancellationToken)
    {
        var open = new List<(int Start, int End)>();
        for (int start = 0, end; start < changes.Count; start = end)
        {
            for (end = start + 1; end < changes.Count && changes[end].Gram == changes[start].Gram;) end++;
            open.Add((start, end));
        }
        var write = new Writing(unit);
        while (open.Count > 0)
        {
            var left = new List<(int, int)>();
            foreach (var some in open.Chunk(PiecesAtOnce))
            {
                var pieces = await unit.QueryAsync(
                    """
                    select n.at, coalesce(p.key, -1), coalesce(p.docs, ''), coalesce((select min(key) from clue_list where key > coalesce(p.key, n.at) and key <= n.last), -1)
                    from unnest(@first, @at, @last) as n (first, at, last)
                    left join lateral (select key, docs from clue_list where key >= n.first and key <= n.at order by key desc limit 1) p on true
                    """,
                    new
                    {
                        first = Array.ConvertAll(some, s => GramPiece.KeyOf(changes[s.Start].Gram, 0)),
                        at = Array.ConvertAll(some, s => GramPiece.KeyOf(changes[s.Start].Gram, changes[s.Start].Account)),
                        last = Array.ConvertAll(some, s => GramPiece.KeyOf(changes[s.Start].Gram, uint.MaxValue)),
                    },
                    static row => (At: row.Long(), Key: row.Long(), Docs: row.Bytes(), Next: row.Long()), cancellationToken).ConfigureAwait(false);
                var found = pieces.ToDictionary(p => p.At);
                foreach (var (start, end) in some)
                {
                    var gram = changes[start].Gram;
                    var (_, key, docs, next) = found[GramPiece.KeyOf(gram, changes[start].Account)];
                    var stop = start;
                    while (stop < end && (next < 0 || GramPiece.KeyOf(gram, changes[stop].Account) < next)) stop++;
                    write.Merge(gram, key < 0 ? null : GramPiece.Read(key, docs), CollectionsMarshal.AsSpan(changes)[start..stop]);
                    if (stop < end) left.Add((stop, end));
                }
                await write.SendAsync(cancellationToken).ConfigureAwait(false);
            }
            open = left;
        }
    }

    private bool Want(Gram gram, long account)
    {
        ref var wanted = ref CollectionsMarshal.GetValueRefOrAddDefault(_wanted, gram, out _);
        wanted = Math.Max(wanted, account);
        return false;
    }

    private sealed class Known
    {
        public List<GramPiece> Pieces { get; } = [];

        public bool Ended { get; set; }

        public bool Reaches(long account) => Ended || (Pieces.Count > 0 && Pieces[^1].Last >= account);

        /// <summary>The last piece that begins at or before an account, else the first.</summary>
        public int Find(long account)
        {
            int low = 0, high = Pieces.Count;
            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                if (Pieces[middle].Docs[0] <= account) low = middle;
                else high = middle;
            }
            return low;
        }
    }

    private sealed class Writing(PostgreSqlUnit unit)
    {
        private readonly List<uint> _merged = new(GramPiece.Most * 2);
        private readonly List<long> _keys = [], _dropped = [];
        private readonly List<byte[]> _docs = [];

        public void Merge(Gram gram, GramPiece? piece, ReadOnlySpan<(Gram, long Account, bool Has)> changes)
        {
            var only = new (long, bool)[changes.Length];
            for (var i = 0; i < only.Length; i++) only[i] = (changes[i].Account, changes[i].Has);
            GramPiece.Merge(piece is null ? [] : piece.Docs, only, _merged);
            var merged = CollectionsMarshal.AsSpan(_merged);
            if (piece is not null && merged.SequenceEqual(piece.Docs)) return;
            if (piece is not null && (merged.IsEmpty || GramPiece.KeyOf(gram, merged[0]) != piece.Key)) _dropped.Add(piece.Key);
            Span<byte> bytes = stackalloc byte[GramPiece.MostBytes];
            for (int length; !merged.IsEmpty; merged = merged[length..])
            {
                length = GramPiece.Cut(merged.Length);
                _keys.Add(GramPiece.KeyOf(gram, merged[0]));
                _docs.Add(bytes[..GramPiece.Write(merged[..length], bytes)].ToArray());
            }
        }

        public async ValueTask SendAsync(CancellationToken cancellationToken)
        {
            if (_dropped.Count > 0) await unit.ExecuteAsync("delete from clue_list where key = any(@keys)", new { keys = _dropped.ToArray() }, cancellationToken).ConfigureAwait(false);
            if (_keys.Count > 0)
                await unit.ExecuteAsync(
                    "insert into clue_list (key, docs) select * from unnest(@keys, @docs) on conflict (key) do update set docs = excluded.docs",
                    new { keys = _keys.ToArray(), docs = _docs.ToArray() }, cancellationToken).ConfigureAwait(false);
            _dropped.Clear();
            _keys.Clear();
            _docs.Clear();
        }
    }
}
