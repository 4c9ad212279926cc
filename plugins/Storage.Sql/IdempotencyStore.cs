using WaterCore.Ports;

namespace WaterCore.Storage.Sql;

internal sealed class IdempotencyStore(SqlUnit unit) : IIdempotencyStore
{
    public ValueTask<AnsweredRequest?> FindAsync(string scope, string key, CancellationToken cancellationToken = default) => unit.FindAsync(
        "select scope, key, body_digest, answer, at from answered_request where scope = @scope and key = @key", new { scope, key },
        static row => new AnsweredRequest(row.Text(), row.Text(), row.Text(), row.Text(), row.At()), cancellationToken);

    public ValueTask AddAsync(AnsweredRequest request, CancellationToken cancellationToken = default) => unit.AddLaterAsync(
        "answered_request", ["scope", "key", "body_digest", "answer", "at"], [request],
        static (row, r) => row.Add(r.Scope).Add(r.Key).Add(r.BodyDigest).Add(r.Answer).Add(r.At), cancellationToken);
}
