-- Days are dates, instants ISO text in UTC (they keep nanoseconds), money minor units, volumes and indexes thousandths; every whole number is a bigint.
-- Periods are half-open: from_day is included, to_day is not. A constraint whose name is a sentence is told to people by its name. Every text sorts by its bytes, whatever the database's own collation.

create extension if not exists btree_gist;

create table customer (
    id     bigint primary key check (id > 0),
    name   text collate "C" not null,
    phone  text collate "C"
);

create table premise (
    id       bigint primary key check (id > 0),
    address  text collate "C" not null,
    zone     text collate "C"
);

create table service_point (
    id       bigint primary key check (id > 0),
    premise  bigint not null references premise (id)
);

create table account (
    id         bigint primary key check (id > 0),
    number     text collate "C" not null unique,
    customer   bigint not null references customer (id),
    opened_on  date not null,
    closed_on  date,
    check (closed_on >= opened_on)
);

create table agreement (
    account        bigint not null references account (id),
    service_point  bigint not null references service_point (id),
    from_day       date not null,
    to_day         date,
    tariff         text collate "C" not null,
    use_class      text collate "C" not null,
    persons        bigint check (persons >= 0),
    attributes     text collate "C" not null check (attributes::json is not null),
    primary key (account, service_point, from_day),
    check (to_day > from_day),
    constraint "The account has other terms here on some of these days"
        exclude using gist (account with =, service_point with =, daterange(from_day, to_day) with &&)
);

create index agreement_service_point on agreement (service_point);

create table meter (
    id          bigint primary key check (id > 0),
    number      text collate "C" not null unique,
    size        text collate "C" not null,
    dials       bigint not null check (dials between 3 and 9),
    multiplier  bigint not null check (multiplier > 0),
    unit        text collate "C" not null
);

create table installation (
    meter          bigint not null references meter (id),
    service_point  bigint not null references service_point (id),
    installed_on   date not null,
    first_index    bigint not null check (first_index >= 0),
    removed_on     date,
    last_index     bigint check (last_index >= 0),
    primary key (meter, installed_on),
    unique (service_point, installed_on),
    check (removed_on > installed_on),
    check ((removed_on is null) = (last_index is null)),
    constraint "The meter is installed on some of these days already"
        exclude using gist (meter with =, daterange(installed_on, removed_on) with &&),
    constraint "The service point has another meter on some of these days"
        exclude using gist (service_point with =, daterange(installed_on, removed_on) with &&)
);

create table reading (
    id           bigint primary key check (id > 0),
    meter        bigint not null references meter (id),
    day          date not null,
    index_value  bigint not null check (index_value >= 0),
    status       bigint not null,
    source       text collate "C" not null,
    unique (meter, day)
);

create table tariff (
    code          text collate "C" not null,
    revision      bigint not null,
    document      text collate "C" not null,
    digest        text collate "C" not null,
    published_at  text collate "C" not null,
    primary key (code, revision)
);

create table billing_run (
    id           bigint primary key check (id > 0),
    cycle_from   date not null,
    cycle_to     date not null,
    started_at   text collate "C" not null,
    finished_at  text collate "C",
    check (cycle_to > cycle_from)
);

-- What it refers to is looked up once a statement, in bill_added: a foreign key would look for each row and each reference by itself.
-- That is enough, because nothing it refers to is ever deleted or given another key.
create table bill (
    account          bigint not null,
    service_point    bigint not null,
    period_from      date not null,
    revision         bigint not null check (revision >= 0),
    period_to        date not null,
    cycle            date not null,
    tariff           text collate "C" not null,
    tariff_revision  bigint not null,
    usage            bigint not null,
    unit             text collate "C" not null,
    total            bigint not null,
    currency         text collate "C" not null,
    closing_reading  bigint not null,
    closing_index    bigint not null,
    inputs           bytea not null,
    lines            bytea not null,
    issued_on        date not null,
    run              bigint not null,
    cancelled        boolean not null default false,   -- says only that bill_cancellation has a row; set by that table alone
    primary key (account, service_point, period_from, revision),
    check (period_to > period_from)
);

-- One live bill for a period, a reading that closes one live bill: held by the indexes, also between writers that do not see each other.
create unique index "A live bill of this period exists already" on bill (account, service_point, period_from) where not cancelled;
create unique index "The closing reading closes another live bill already" on bill (closing_reading) where not cancelled;

create table bill_cancellation (
    account        bigint not null,
    service_point  bigint not null,
    period_from    date not null,
    revision       bigint not null,
    cancelled_at   text collate "C" not null,
    reason         text collate "C" not null,
    primary key (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
);

create view live_bill as select * from bill where not cancelled;

create table billing_outcome (
    cycle          date not null,
    account        bigint not null references account (id),
    service_point  bigint not null references service_point (id),
    kind           bigint not null,
    code           text collate "C" not null,
    reason         text collate "C" not null,
    primary key (cycle, account, service_point)
);

-- The lines of a journal are written first and the journal last, which seals them: see journal_added.
create table journal (
    id      bigint primary key check (id > 0),
    day     date not null,
    source  text collate "C" not null unique
);

create table journal_line (
    journal   bigint not null references journal (id) deferrable initially deferred,
    line      bigint not null,
    ledger    text collate "C" not null,
    amount    bigint not null,
    currency  text collate "C" not null,
    primary key (journal, line)
);

create table audit (
    sequence        bigint primary key,
    at              text collate "C" not null,
    actor           text collate "C" not null,
    actor_position  text collate "C" not null,
    action          text collate "C" not null,
    subject         text collate "C" not null,
    before_state    text collate "C",
    after_state     text collate "C",
    reason          text collate "C",
    hash            text collate "C" not null unique
);

create table answered_request (
    scope        text collate "C" not null,
    key          text collate "C" not null,
    body_digest  text collate "C" not null,
    answer       text collate "C" not null,
    at           text collate "C" not null,
    primary key (scope, key)
);

-- What a trigger says when it refuses: its argument. On a whole statement, so that a statement that would touch no row is refused too.

create function refuse() returns trigger language plpgsql as $$
begin
    raise exception '%', tg_argv[0];
end $$;

-- Ids that are right with several writers: a block for whoever asks, never the same twice, whatever becomes of the asking transaction.
-- "beyond" is the highest id in the tables, so that ids that were given by hand are passed over.

create sequence given_id;

create function take_ids(wanted bigint, beyond bigint) returns bigint language plpgsql as $$
declare
    first bigint;
begin
    -- For this moment only, not until the transaction ends.
    perform pg_advisory_lock(1463381618, 1);
    first := greatest(nextval('given_id'), beyond + 1);
    perform setval('given_id', first + wanted - 1);
    perform pg_advisory_unlock(1463381618, 1);
    return first;
end $$;

-- The advisory lock of a turn, by its name: two names that meet in one number wait for each other without need, and nothing else.

create function turn(name text) returns bigint language sql immutable as $$
    select hashtextextended(name, 1463381618)
$$;

-- Bills, a statement at a time. The lock on the accounts excludes that of a cancellation (bill_cancellation_added), and no other.

-- Looked up by index, whatever the statistics say of tables that were filled a moment ago.

create function bill_added() returns trigger language plpgsql set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
    locked bigint;
begin
    perform 1 from account a where a.id in (select n.account from added n) order by a.id for key share;
    get diagnostics locked = row_count;
    if locked <> (select count(distinct n.account) from added n)
        or exists (select 1 from added n where not exists (select 1 from service_point s where s.id = n.service_point))
        or exists (select 1 from added n where not exists (select 1 from reading r where r.id = n.closing_reading))
        or exists (select 1 from (select distinct n.tariff, n.tariff_revision from added n) x
                   where not exists (select 1 from tariff t where t.code = x.tariff and t.revision = x.tariff_revision))
        or exists (select 1 from (select distinct n.run from added n) x where not exists (select 1 from billing_run r where r.id = x.run)) then
        raise exception 'Something that a bill refers to does not exist.' using errcode = 'foreign_key_violation';
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

create trigger bill_added after insert on bill referencing new table as added for each statement execute function bill_added();

create function bill_cancelled() returns trigger language plpgsql as $$
begin
    update bill b set cancelled = true
    where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision;
    return null;
end $$;

create trigger bill_cancelled after insert on bill_cancellation for each row execute function bill_cancelled();

create function bill_kept() returns trigger language plpgsql as $$
begin
    old.cancelled := true;
    if new is distinct from old or not exists (
        select 1 from bill_cancellation c
        where c.account = new.account and c.service_point = new.service_point and c.period_from = new.period_from and c.revision = new.revision) then
        raise exception 'A bill never changes.';
    end if;
    return new;
end $$;

create trigger bill_keeps before update on bill for each row execute function bill_kept();

-- Sequences without gaps.

create function tariff_added() returns trigger language plpgsql as $$
begin
    if new.revision <> (select coalesce(max(t.revision), 0) + 1 from tariff t where t.code = new.code) then
        raise exception 'A revision of a tariff must follow the last one.';
    end if;
    return new;
end $$;

create trigger tariff_added before insert on tariff for each row execute function tariff_added();

create function audit_added() returns trigger language plpgsql as $$
begin
    if new.sequence <> (select coalesce(max(a.sequence), 0) + 1 from audit a) then
        raise exception 'An audit entry must follow the last one.';
    end if;
    return new;
end $$;

create trigger audit_added before insert on audit for each row execute function audit_added();

-- A journal balances in each currency when it is written, gets no line afterwards, and balances still when the change is committed.

create function journal_balances(which bigint) returns boolean language sql stable as $$
    select (select count(*) from journal_line l where l.journal = which) >= 2
       and not exists (select 1 from journal_line l where l.journal = which group by l.currency having sum(l.amount) <> 0)
$$;

create function journal_added() returns trigger language plpgsql as $$
begin
    if not journal_balances(new.id) then
        raise exception 'A journal must have two lines or more and balance in each currency.';
    end if;
    return null;
end $$;

create trigger journal_added after insert on journal for each row execute function journal_added();
create constraint trigger journal_committed after insert on journal deferrable initially deferred for each row execute function journal_added();

create function journal_line_added() returns trigger language plpgsql as $$
begin
    if exists (select 1 from journal j where j.id = new.journal) then
        raise exception 'A posted journal gets no further lines.';
    end if;
    return new;
end $$;

create trigger journal_line_added before insert on journal_line for each row execute function journal_line_added();

-- Append-only: what is wrong is corrected by a further row.

create trigger reading_keeps before update or delete or truncate on reading execute function refuse('A reading never changes and is never deleted.');
create trigger tariff_keeps before update or delete or truncate on tariff execute function refuse('A published tariff never changes and is never deleted.');
create trigger bill_stays before delete or truncate on bill execute function refuse('A bill is never deleted.');
create trigger bill_cancellation_keeps before update or delete or truncate on bill_cancellation execute function refuse('A cancellation never changes and is never deleted.');
create trigger journal_keeps before update or delete or truncate on journal execute function refuse('A journal never changes and is never deleted.');
create trigger journal_line_keeps before update or delete or truncate on journal_line execute function refuse('A journal line never changes and is never deleted.');
create trigger audit_keeps before update or delete or truncate on audit execute function refuse('An audit entry never changes and is never deleted.');

-- What bills refer to keeps its key and stays.

create trigger account_stays before delete or truncate on account execute function refuse('An account is closed, never deleted.');
create trigger account_key before update of id on account execute function refuse('An account keeps its id.');
create trigger service_point_stays before delete or truncate on service_point execute function refuse('A service point is never deleted.');
create trigger service_point_key before update of id on service_point execute function refuse('A service point keeps its id.');
create trigger billing_run_stays before delete or truncate on billing_run execute function refuse('A billing run is never deleted.');
create trigger billing_run_key before update of id on billing_run execute function refuse('A billing run keeps its id.');
