-- What is numbered in order across the whole database is appended by a function: the turn for it is taken where the row is written, by the same statement that
-- was sent with the rest of the change, and not a way to the database and back before. Each statement in a function sees what was committed before it.

create function must_have_changed(changed bigint, refusal text) returns void language plpgsql as $$
begin
    if changed = 0 then
        raise exception '%', refusal;
    end if;
end $$;

create function outbox_append(key text, topic text, body text, at text) returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock(turn('in order'));
    insert into outbox (sequence, key, topic, body, at)
    select coalesce(max(o.sequence), 0) + 1, outbox_append.key, outbox_append.topic, outbox_append.body, outbox_append.at from outbox o;
end $$;

-- The hash is that of AuditChain.Hash: over the hash before and the sequence number, each with its length, and then the entry's fields, which come with their own.
create function audit_append(at text, actor text, actor_position text, action text, subject text, before_state text, after_state text, reason text, fields bytea)
    returns void language plpgsql as $$
declare
    next bigint := 1;
    before text := '';
begin
    perform pg_advisory_xact_lock(turn('in order'));
    select a.sequence + 1, a.hash into next, before from audit a order by a.sequence desc limit 1;
    if not found then
        next := 1;
        before := '';
    end if;
    insert into audit (sequence, at, actor, actor_position, action, subject, before_state, after_state, reason, hash)
    values (next, audit_append.at, audit_append.actor, audit_append.actor_position, audit_append.action, audit_append.subject, audit_append.before_state, audit_append.after_state,
        audit_append.reason,
        encode(sha256(convert_to(length(before) || ':' || before || E'\n' || length(next::text) || ':' || next || E'\n', 'UTF8') || audit_append.fields), 'hex'));
end $$;
