-- Days are ISO text (2026-01-31), instants ISO text in UTC, money minor units, volumes and indexes thousandths.
-- Periods are half-open: from_day is included, to_day is not.

create table customer (
    id     integer primary key check (id > 0),
    name   text not null,
    phone  text
) strict;

create table premise (
    id       integer primary key check (id > 0),
    address  text not null,
    zone     text
) strict;

create table service_point (
    id       integer primary key check (id > 0),
    premise  integer not null references premise (id)
) strict;

create table account (
    id         integer primary key check (id > 0),
    number     text not null unique,
    customer   integer not null references customer (id),
    opened_on  text not null check (opened_on is date(opened_on)),
    closed_on  text check (closed_on is date(closed_on)),
    check (closed_on >= opened_on)
) strict;

create table agreement (
    account        integer not null references account (id),
    service_point  integer not null references service_point (id),
    from_day       text not null check (from_day is date(from_day)),
    to_day         text check (to_day is date(to_day)),
    tariff         text not null,
    use_class      text not null,
    persons        integer check (persons >= 0),
    attributes     text not null check (json_valid(attributes)),
    primary key (account, service_point, from_day),
    check (to_day > from_day)
) strict, without rowid;

create table meter (
    id          integer primary key check (id > 0),
    number      text not null unique,
    size        text not null,
    dials       integer not null check (dials between 3 and 9),
    multiplier  integer not null check (multiplier > 0),
    unit        text not null
) strict;

create table installation (
    meter          integer not null references meter (id),
    service_point  integer not null references service_point (id),
    installed_on   text not null check (installed_on is date(installed_on)),
    first_index    integer not null check (first_index >= 0),
    removed_on     text check (removed_on is date(removed_on)),
    last_index     integer check (last_index >= 0),
    primary key (meter, installed_on),
    unique (service_point, installed_on),
    check (removed_on > installed_on),
    check ((removed_on is null) = (last_index is null))
) strict, without rowid;

create table reading (
    id           integer primary key check (id > 0),
    meter        integer not null references meter (id),
    day          text not null check (day is date(day)),
    index_value  integer not null check (index_value >= 0),
    status       integer not null,
    source       text not null,
    unique (meter, day)
) strict;

create table tariff (
    code          text not null,
    revision      integer not null,
    document      text not null,
    digest        text not null,
    published_at  text not null,
    primary key (code, revision)
) strict;

create table billing_run (
    id           integer primary key check (id > 0),
    cycle_from   text not null check (cycle_from is date(cycle_from)),
    cycle_to     text not null check (cycle_to is date(cycle_to)),
    started_at   text not null,
    finished_at  text,
    check (cycle_to > cycle_from)
) strict;

-- In order of its key, which is the order of a run and of an account's history.
create table bill (
    account          integer not null references account (id),
    service_point    integer not null references service_point (id),
    period_from      text not null check (period_from is date(period_from)),
    revision         integer not null,
    period_to        text not null check (period_to is date(period_to)),
    cycle            text not null,
    tariff           text not null,
    tariff_revision  integer not null,
    usage            integer not null,
    unit             text not null,
    total            integer not null,
    currency         text not null,
    closing_reading  integer not null references reading (id),
    closing_index    integer not null,
    inputs           blob not null,
    lines            blob not null,
    issued_on        text not null,
    run              integer not null references billing_run (id),
    primary key (account, service_point, period_from, revision),
    foreign key (tariff, tariff_revision) references tariff (code, revision),
    check (period_to > period_from)
) strict, without rowid;

create index bill_closing_reading on bill (closing_reading);

-- A bill is cancelled by a row here, so that the bill itself never changes.
create table bill_cancellation (
    account        integer not null,
    service_point  integer not null,
    period_from    text not null,
    revision       integer not null,
    cancelled_at   text not null,
    reason         text not null,
    primary key (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
) strict, without rowid;

create view live_bill as
    select * from bill b
    where not exists (
        select 1 from bill_cancellation c
        where c.account = b.account and c.service_point = b.service_point
          and c.period_from = b.period_from and c.revision = b.revision);

create table billing_outcome (
    cycle          text not null check (cycle is date(cycle)),
    account        integer not null references account (id),
    service_point  integer not null references service_point (id),
    kind           integer not null,
    code           text not null,
    reason         text not null,
    primary key (cycle, account, service_point)
) strict, without rowid;

-- The lines of a journal are written first and the journal last, which seals them: see journal_balances.
create table journal (
    id      integer primary key check (id > 0),
    day     text not null check (day is date(day)),
    source  text not null unique
) strict;

create table journal_line (
    journal   integer not null references journal (id) deferrable initially deferred,
    line      integer not null,
    ledger    text not null,
    amount    integer not null,
    currency  text not null,
    primary key (journal, line)
) strict, without rowid;

create table audit (
    sequence        integer primary key,
    at              text not null,
    actor           text not null,
    actor_position  text not null,
    action          text not null,
    subject         text not null,
    before_state    text,
    after_state     text,
    reason          text,
    hash            text not null unique
) strict;

create table answered_request (
    scope        text not null,
    key          text not null,
    body_digest  text not null,
    answer       text not null,
    at           text not null,
    primary key (scope, key)
) strict, without rowid;

-- No overlaps. (The messages are plain texts: SQLite before 3.47, as in many tools, cannot read a file with any other.)

create trigger agreement_added before insert on agreement
begin
    select raise(abort, 'The account has other terms at this service point on some of these days.')
    where exists (
        select 1 from agreement g
        where g.account = new.account and g.service_point = new.service_point
          and g.from_day < coalesce(new.to_day, '9999-12-32') and coalesce(g.to_day, '9999-12-32') > new.from_day);
end;

create trigger agreement_changed before update on agreement
begin
    select raise(abort, 'The account has other terms at this service point on some of these days.')
    where exists (
        select 1 from agreement g
        where g.account = new.account and g.service_point = new.service_point
          and not (g.account = old.account and g.service_point = old.service_point and g.from_day = old.from_day)
          and g.from_day < coalesce(new.to_day, '9999-12-32') and coalesce(g.to_day, '9999-12-32') > new.from_day);
end;

create trigger installation_added before insert on installation
begin
    select raise(abort, 'The meter is installed on some of these days already.')
    where exists (
        select 1 from installation i
        where i.meter = new.meter
          and i.installed_on < coalesce(new.removed_on, '9999-12-32') and coalesce(i.removed_on, '9999-12-32') > new.installed_on);
    select raise(abort, 'The service point has another meter on some of these days.')
    where exists (
        select 1 from installation i
        where i.service_point = new.service_point
          and i.installed_on < coalesce(new.removed_on, '9999-12-32') and coalesce(i.removed_on, '9999-12-32') > new.installed_on);
end;

create trigger installation_changed before update on installation
begin
    select raise(abort, 'The meter or the service point is taken on some of these days already.')
    where exists (
        select 1 from installation i
        where (i.meter = new.meter or i.service_point = new.service_point)
          and not (i.meter = old.meter and i.installed_on = old.installed_on)
          and i.installed_on < coalesce(new.removed_on, '9999-12-32') and coalesce(i.removed_on, '9999-12-32') > new.installed_on);
end;

-- One live bill for a period, live periods that tile, a reading that closes one live bill.

create trigger bill_added before insert on bill
begin
    select raise(abort, 'A live bill of this period exists already.')
    where exists (
        select 1 from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from);
    select raise(abort, 'A bill must have the revision after the last one of its period.')
    where new.revision <> (
        select coalesce(max(b.revision), -1) + 1 from bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from);
    select raise(abort, 'A bill must start on the day where the one before ended.')
    where new.period_from <> (
        select b.period_to from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from < new.period_from
        order by b.period_from desc limit 1);
    select raise(abort, 'A bill must end on the day where the one after starts.')
    where new.period_to <> (
        select b.period_from from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from > new.period_from
        order by b.period_from limit 1);
    select raise(abort, 'The closing reading closes another live bill already.')
    where exists (select 1 from live_bill b where b.closing_reading = new.closing_reading);
end;

-- Sequences without gaps.

create trigger tariff_added before insert on tariff
when new.revision <> (select coalesce(max(t.revision), 0) + 1 from tariff t where t.code = new.code)
begin
    select raise(abort, 'A revision of a tariff must follow the last one.');
end;

create trigger audit_added before insert on audit
when new.sequence <> (select coalesce(max(a.sequence), 0) + 1 from audit a)
begin
    select raise(abort, 'An audit entry must follow the last one.');
end;

-- A journal balances in each currency when it is written, and gets no line afterwards.

create trigger journal_balances before insert on journal
begin
    select raise(abort, 'A journal must have two lines or more and balance in each currency.')
    where (select count(*) from journal_line l where l.journal = new.id) < 2
       or exists (select 1 from journal_line l where l.journal = new.id group by l.currency having sum(l.amount) <> 0);
end;

create trigger journal_line_added before insert on journal_line
when exists (select 1 from journal j where j.id = new.journal)
begin
    select raise(abort, 'A posted journal gets no further lines.');
end;

-- Append-only: what is wrong is corrected by a further row.

create trigger reading_keeps before update on reading begin select raise(abort, 'A reading never changes.'); end;
create trigger reading_stays before delete on reading begin select raise(abort, 'A reading is never deleted.'); end;
create trigger tariff_keeps before update on tariff begin select raise(abort, 'A published tariff never changes.'); end;
create trigger tariff_stays before delete on tariff begin select raise(abort, 'A published tariff is never deleted.'); end;
create trigger bill_keeps before update on bill begin select raise(abort, 'A bill never changes.'); end;
create trigger bill_stays before delete on bill begin select raise(abort, 'A bill is never deleted.'); end;
create trigger bill_cancellation_keeps before update on bill_cancellation begin select raise(abort, 'A cancellation never changes.'); end;
create trigger bill_cancellation_stays before delete on bill_cancellation begin select raise(abort, 'A cancellation is never deleted.'); end;
create trigger journal_keeps before update on journal begin select raise(abort, 'A journal never changes.'); end;
create trigger journal_stays before delete on journal begin select raise(abort, 'A journal is never deleted.'); end;
create trigger journal_line_keeps before update on journal_line begin select raise(abort, 'A journal line never changes.'); end;
create trigger journal_line_stays before delete on journal_line begin select raise(abort, 'A journal line is never deleted.'); end;
create trigger audit_keeps before update on audit begin select raise(abort, 'An audit entry never changes.'); end;
create trigger audit_stays before delete on audit begin select raise(abort, 'An audit entry is never deleted.'); end;
