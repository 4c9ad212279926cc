-- A run adds a million bills: what is looked at for each of them is looked at once, in one pass over what a statement added.

-- Of the two unique indexes over the same columns one is enough. The first revision of a period is there whenever a later one is, so no second first one can be
-- added; a later one follows the last (bill_added), and that must be cancelled, or it is refused there.
drop index "A live bill of this period exists already";
alter table bill rename constraint bill_pkey to "A bill of this period exists already";

-- Bills that are added and a cancellation keep away from each other by a lock over a thousand accounts and more: the lock of an account's own row is written into that
-- row, for each of a million. However the ids lie, a statement takes sixty-four at most, for which the server always has room.

create function bill_turn(account bigint) returns integer language sql immutable as $$
    select (account / 1024 % 64)::integer
$$;

-- Looked up by index, whatever the statistics say of tables that were filled a moment ago.
create or replace function bill_added() returns trigger language plpgsql
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off set enable_memoize = off as $$
declare
    lost boolean;
    unusual boolean;
begin
    perform pg_advisory_xact_lock_shared(1463381619, t.turn) from (select distinct bill_turn(n.account) as turn from added n order by 1) t;
    -- The common bill goes on from the last one of its place, or is the first there.
    select coalesce(bool_or(a.id is null or s.id is null or r.id is null), false),
           coalesce(bool_or(n.revision > 0 or l.period_from > n.period_from or l.period_to <> n.period_from), false)
    into lost, unusual
    from added n
    left join account a on a.id = n.account
    left join service_point s on s.id = n.service_point
    left join reading r on r.id = n.closing_reading
    left join lateral (
        select b.period_from, b.period_to from bill b
        where b.account = n.account and b.service_point = n.service_point and b.period_from <> n.period_from and not b.cancelled
        order by b.period_from desc limit 1) l on true;
    if lost
        or exists (select 1 from (select distinct n.tariff, n.tariff_revision from added n) x
                   where not exists (select 1 from tariff t where t.code = x.tariff and t.revision = x.tariff_revision))
        or exists (select 1 from (select distinct n.run from added n) x where not exists (select 1 from billing_run r where r.id = x.run)) then
        raise exception 'Something that a bill refers to does not exist.' using errcode = 'foreign_key_violation';
    end if;
    if not unusual then
        return null;
    end if;
    if exists (
        select 1 from added n
        where n.revision > 0 and not exists (
            select 1 from bill b
            where b.account = n.account and b.service_point = n.service_point and b.period_from = n.period_from and b.revision = n.revision - 1)) then
        raise exception 'A bill must have the revision after the last one of its period.';
    end if;
    if exists (
        select 1 from added n
        where n.revision > 0 and exists (
            select 1 from bill b
            where b.account = n.account and b.service_point = n.service_point and b.period_from = n.period_from and b.revision <> n.revision and not b.cancelled)) then
        raise exception 'A live bill of this period exists already.';
    end if;
    if exists (
        select 1 from added n
        where n.period_from <> (
            select b.period_to from bill b
            where b.account = n.account and b.service_point = n.service_point and b.period_from < n.period_from and not b.cancelled
            order by b.period_from desc limit 1)) then
        raise exception 'A bill must start on the day where the one before ended.';
    end if;
    if exists (
        select 1 from added n
        where n.period_to <> (
            select b.period_from from bill b
            where b.account = n.account and b.service_point = n.service_point and b.period_from > n.period_from and not b.cancelled
            order by b.period_from limit 1)) then
        raise exception 'A bill must end on the day where the one after starts.';
    end if;
    return null;
end $$;

create or replace function bill_cancellation_added() returns trigger language plpgsql as $$
begin
    -- Beside lock_account: bills that are being added wait too.
    perform pg_advisory_xact_lock(1463381619, bill_turn(new.account));
    perform 1 from account a where a.id = new.account for update;
    if (select coalesce(sum(a.amount), 0) from allocation a
        where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) <> 0 then
        raise exception 'The bill is still paid in part and cannot be cancelled before that is released.';
    end if;
    return new;
end $$;
