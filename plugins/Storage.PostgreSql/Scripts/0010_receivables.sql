-- Money of accounts. Entries are signed: above zero the customer owes more. Bills are postings of their own.

-- One row per account whose money changed: a unit that changes it writes here first, so that units on one account follow one another.
create table account_version (
    account  bigint primary key references account (id),
    version  bigint not null
);

create table account_entry (
    id             bigint primary key check (id > 0),
    account        bigint not null references account (id),
    kind           bigint not null check (kind between 1 and 6),   -- payment, late charge, adjustment, refund, reversal, write-off
    amount         bigint not null check (amount <> 0),
    currency       text collate "C" not null,
    day            date not null,
    at             text collate "C" not null,
    ledger         text collate "C" not null,
    corrects       bigint references account_entry (id),
    service_point  bigint,
    period_from    date,
    revision       bigint,
    reason         text collate "C",
    maker          text collate "C" not null,
    approver       text collate "C",
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check (kind not in (1, 6) or amount < 0),
    check (kind not in (2, 4) or amount > 0),
    check ((kind in (4, 5)) = (corrects is not null)),
    check (approver <> maker)
);

create index account_entry_account on account_entry (account);
create index account_entry_corrects on account_entry (corrects) where corrects is not null;
create unique index account_entry_reversed_once on account_entry (corrects) where kind = 5;
create index account_entry_ledger on account_entry (ledger, day);

create table payment (
    entry           bigint primary key references account_entry (id),
    channel         text collate "C" not null,
    reference       text collate "C" not null,
    tender          text collate "C" not null,
    drawer          text collate "C",
    receipt_branch  text collate "C" not null,
    receipt_year    bigint not null,
    receipt_number  bigint not null,
    unique (channel, reference),
    unique (receipt_branch, receipt_year, receipt_number)
);

create table allocation (
    id             bigint primary key check (id > 0),
    account        bigint not null references account (id),
    credit         bigint not null references account_entry (id),
    charge         bigint references account_entry (id),
    service_point  bigint,
    period_from    date,
    revision       bigint,
    amount         bigint not null check (amount <> 0),
    currency       text collate "C" not null,
    day            date not null,
    at             text collate "C" not null,
    releases       bigint unique references allocation (id),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check ((charge is null) <> (period_from is null)),
    check ((amount < 0) = (releases is not null))
);

create index allocation_account on allocation (account);
create index allocation_credit on allocation (credit);
create index allocation_charge on allocation (charge) where charge is not null;

create table late_window (
    entry          bigint primary key references account_entry (id),
    account        bigint not null,
    service_point  bigint not null,
    period_from    date not null,
    revision       bigint not null,
    rule           text collate "C" not null,
    from_day       date not null,
    to_day         date not null,
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check (to_day > from_day)
);

create index late_window_bill on late_window (account, service_point, period_from, revision, to_day);

create table bill_correction (
    account             bigint not null,
    service_point       bigint not null,
    period_from         date not null,
    cancelled_revision  bigint not null,
    revision            bigint,
    difference          bigint not null,
    currency            text collate "C" not null,
    closing_index       bigint,
    volume_by_decision  bigint not null,
    day                 date not null,
    at                  text collate "C" not null,
    reason              text collate "C" not null,
    maker               text collate "C" not null,
    approver            text collate "C",
    primary key (account, service_point, period_from, cancelled_revision),
    unique (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, cancelled_revision) references bill_cancellation (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision) deferrable initially deferred,
    check (revision = cancelled_revision + 1),
    check (approver <> maker)
);

create table period_close (
    before_day  date primary key,
    at          text collate "C" not null
);

create table drawer_close (
    drawer    text collate "C" not null,
    day       date not null,
    expected  bigint not null,
    counted   bigint not null check (counted >= 0),
    currency  text collate "C" not null,
    at        text collate "C" not null,
    cashier   text collate "C" not null,
    primary key (drawer, day)
);

create table debit_mandate (
    account    bigint primary key references account (id),
    agreement  text collate "C" not null,
    from_day   date not null
);

create table bank_batch (
    number    text collate "C" primary key check (length(number) between 1 and 50),
    day       date not null,
    at        text collate "C" not null
);

create table bank_batch_line (
    batch          text collate "C" not null references bank_batch (number),
    line           bigint not null check (line between 1 and 1000),
    account        bigint not null,
    service_point  bigint not null,
    period_from    date not null,
    revision       bigint not null,
    agreement      text collate "C" not null,
    amount         bigint not null check (amount > 0),
    currency       text collate "C" not null,
    primary key (batch, line),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
);

create table bank_return (
    batch  text collate "C" primary key references bank_batch (number),
    at     text collate "C" not null
);

create table bank_return_line (
    batch    text collate "C" not null references bank_return (batch),
    line     bigint not null,
    code     text collate "C" not null,
    message  text collate "C" not null,
    primary key (batch, line),
    foreign key (batch, line) references bank_batch_line (batch, line)
);

create table account_hold (
    id             bigint primary key check (id > 0),
    account        bigint not null references account (id),
    kind           bigint not null check (kind between 1 and 4),   -- dunning lock, dispute, promise, instalments
    from_day       date not null,
    until_day      date not null,
    service_point  bigint,
    period_from    date,
    revision       bigint,
    amount         bigint check (amount > 0),
    currency       text collate "C",
    reason         text collate "C" not null check (reason <> ''),
    maker          text collate "C" not null,
    check (until_day > from_day),
    check ((amount is null) = (currency is null)),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
);

create index account_hold_account on account_hold (account);

create table account_hold_end (
    hold  bigint primary key references account_hold (id),
    day   date not null
);

create table dunning_step (
    sequence  bigint generated always as identity primary key,   -- in the order of the steps
    account   bigint not null references account (id),
    day       date not null,
    step      text collate "C" not null,
    action    bigint not null,
    amount    bigint not null,
    currency  text collate "C" not null,
    unique (account, day, step)
);

create table outbox (
    sequence      bigint primary key,
    key           text collate "C" not null unique,
    topic         text collate "C" not null,
    body          text collate "C" not null check (body::json is not null),
    at            text collate "C" not null,
    delivered_at  text collate "C"
);

create index outbox_pending on outbox (sequence) where delivered_at is null;

-- Whoever writes money of an account waits here for whoever writes it already, so that every rule below looks at what is committed.

create function lock_account(which bigint) returns void language sql volatile as $$
    select 1 from account a where a.id = which for no key update
$$;

-- An entry: reversed once and exactly; refunded no more than is left; nothing into a closed period or a counted drawer.

create function account_entry_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    if new.ledger like 'cash.%' then
        -- Shared by those who pay in and out, kept alone by who counts.
        perform pg_advisory_xact_lock_shared(turn(new.ledger));
        if exists (select 1 from drawer_close d where d.drawer = substr(new.ledger, 6) and d.day = new.day) then
            raise exception 'The drawer was counted and closed for the day.';
        end if;
    end if;
    if new.kind = 5 then
        if not exists (
            select 1 from account_entry o
            where o.id = new.corrects and o.account = new.account and o.amount = -new.amount and o.currency = new.currency and o.ledger = new.ledger
              and o.kind in (1, 2, 3, 6)) then
            raise exception 'A reversal must be the exact opposite of an entry of the same account that can be reversed.';
        end if;
        if exists (select 1 from account_entry r where r.corrects = new.corrects and r.kind = 4)
            or (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects) <> 0
            or (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.corrects) <> 0 then
            raise exception 'The entry is still allocated or refunded in part and cannot be reversed.';
        end if;
    end if;
    if new.kind = 4 then
        if not exists (
            select 1 from account_entry o
            where o.id = new.corrects and o.account = new.account and o.currency = new.currency and o.amount < 0 and o.kind in (1, 3)
              and not exists (select 1 from account_entry r where r.corrects = o.id and r.kind = 5)) then
            raise exception 'A refund must be paid from a credit of the same account that is not reversed.';
        end if;
        if new.amount >
            (select -o.amount from account_entry o where o.id = new.corrects)
            - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.corrects and r.kind = 4)
            - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects) then
            raise exception 'Refunds and allocations together would be more than the credit.';
        end if;
    end if;
    return new;
end $$;

create trigger account_entry_added before insert on account_entry for each row execute function account_entry_added();

create function payment_added() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from account_entry e where e.id = new.entry and e.kind = 1) then
        raise exception 'The entry is no payment.';
    end if;
    if new.receipt_number <> (
        select coalesce(max(p.receipt_number), 0) + 1 from payment p
        where p.receipt_branch = new.receipt_branch and p.receipt_year = new.receipt_year) then
        raise exception 'The receipt does not follow the last one of its branch and year.';
    end if;
    return new;
end $$;

create trigger payment_added before insert on payment for each row execute function payment_added();

create function allocation_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    if not exists (
        select 1 from account_entry c
        where c.id = new.credit and c.account = new.account and c.currency = new.currency and (c.kind in (1, 6) or (c.kind = 3 and c.amount < 0))
          and (new.amount < 0 or not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5))) then
        raise exception 'The credit must be a live one of the same account and currency.';
    end if;
    if new.amount > 0 and new.charge is not null and not exists (
        select 1 from account_entry c
        where c.id = new.charge and c.account = new.account and c.currency = new.currency and (c.kind = 2 or (c.kind = 3 and c.amount > 0))
          and not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5)) then
        raise exception 'The charge must be a live one of the same account and currency.';
    end if;
    if new.amount > 0 and new.charge is null and not exists (
        select 1 from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision
          and b.currency = new.currency) then
        raise exception 'The bill must be a live one of the same account and currency.';
    end if;
    if new.amount >
        (select -c.amount from account_entry c where c.id = new.credit)
        - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.credit and r.kind = 4)
        - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.credit) then
        raise exception 'The allocations would be more than the credit.';
    end if;
    if new.amount > 0 and new.amount > (case when new.charge is not null
        then (select c.amount from account_entry c where c.id = new.charge) - (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.charge)
        else (select b.total from bill b
              where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision)
             - (select coalesce(sum(a.amount), 0) from allocation a
                where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) end) then
        raise exception 'The allocations would be more than the charge.';
    end if;
    if new.releases is not null and not exists (
        select 1 from allocation a
        where a.id = new.releases and a.amount = -new.amount and a.currency = new.currency and a.account = new.account and a.credit = new.credit
          and a.charge is not distinct from new.charge and a.service_point is not distinct from new.service_point
          and a.period_from is not distinct from new.period_from and a.revision is not distinct from new.revision) then
        raise exception 'A release must be the exact opposite of what it releases.';
    end if;
    return new;
end $$;

create trigger allocation_added before insert on allocation for each row execute function allocation_added();

create function late_window_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if exists (
        select 1 from late_window w
        where w.account = new.account and w.service_point = new.service_point and w.period_from = new.period_from and w.revision = new.revision
          and w.to_day > new.from_day) then
        raise exception 'Late charges of this bill were made for some of these days already, or for later ones.';
    end if;
    if not exists (
        select 1 from account_entry e
        where e.id = new.entry and e.kind = 2 and e.account = new.account and e.service_point = new.service_point
          and e.period_from = new.period_from and e.revision = new.revision) then
        raise exception 'The entry is no late charge on this bill.';
    end if;
    return new;
end $$;

create trigger late_window_added before insert on late_window for each row execute function late_window_added();

create function bill_cancellation_added() returns trigger language plpgsql as $$
begin
    -- Stronger than lock_account: bills that are being added wait too.
    perform 1 from account a where a.id = new.account for update;
    if (select coalesce(sum(a.amount), 0) from allocation a
        where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) <> 0 then
        raise exception 'The bill is still paid in part and cannot be cancelled before that is released.';
    end if;
    return new;
end $$;

create trigger bill_cancellation_added before insert on bill_cancellation for each row execute function bill_cancellation_added();

create function period_close_added() returns trigger language plpgsql as $$
begin
    lock table period_close in share row exclusive mode;
    if new.before_day <= (select max(p.before_day) from period_close p) then
        raise exception 'Everything before the day is closed already.';
    end if;
    return new;
end $$;

create trigger period_close_added before insert on period_close for each row execute function period_close_added();

create function drawer_close_added() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(turn('cash.' || new.drawer));
    return new;
end $$;

create trigger drawer_close_added before insert on drawer_close for each row execute function drawer_close_added();

create function journal_in_open_period() returns trigger language plpgsql as $$
begin
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    return new;
end $$;

create trigger journal_in_open_period before insert on journal for each row execute function journal_in_open_period();

create function bill_in_open_period() returns trigger language plpgsql as $$
begin
    if exists (select 1 from added n where n.issued_on < (select max(p.before_day) from period_close p)) then
        raise exception 'The day lies in a closed period.';
    end if;
    return null;
end $$;

create trigger bill_in_open_period after insert on bill referencing new table as added for each statement execute function bill_in_open_period();

create function outbox_added() returns trigger language plpgsql as $$
begin
    if new.sequence <> (select coalesce(max(o.sequence), 0) + 1 from outbox o) then
        raise exception 'The message does not follow the last one.';
    end if;
    return new;
end $$;

create trigger outbox_added before insert on outbox for each row execute function outbox_added();

create function outbox_kept() returns trigger language plpgsql as $$
begin
    if old.delivered_at is not null or (new.key, new.topic, new.body, new.sequence, new.at) <> (old.key, old.topic, old.body, old.sequence, old.at) then
        raise exception 'A message never changes.';
    end if;
    return new;
end $$;

create trigger outbox_keeps before update on outbox for each row execute function outbox_kept();

-- Append-only.

create trigger account_entry_keeps before update or delete or truncate on account_entry execute function refuse('An entry never changes and is never deleted.');
create trigger payment_keeps before update or delete or truncate on payment execute function refuse('A payment never changes and is never deleted.');
create trigger allocation_keeps before update or delete or truncate on allocation execute function refuse('An allocation never changes and is never deleted.');
create trigger late_window_keeps before update or delete or truncate on late_window execute function refuse('Charged days never change and are never deleted.');
create trigger bill_correction_keeps before update or delete or truncate on bill_correction execute function refuse('A correction never changes and is never deleted.');
create trigger period_close_keeps before update or delete or truncate on period_close execute function refuse('A closed period never changes and is never opened.');
create trigger drawer_close_keeps before update or delete or truncate on drawer_close execute function refuse('A count never changes and is never deleted.');
create trigger bank_batch_keeps before update or delete or truncate on bank_batch execute function refuse('A batch never changes and is never deleted.');
create trigger bank_batch_line_keeps before update or delete or truncate on bank_batch_line execute function refuse('A batch never changes and is never deleted.');
create trigger bank_return_keeps before update or delete or truncate on bank_return execute function refuse('A return never changes and is never deleted.');
create trigger bank_return_line_keeps before update or delete or truncate on bank_return_line execute function refuse('A return never changes and is never deleted.');
create trigger dunning_step_keeps before update or delete or truncate on dunning_step execute function refuse('A step that was taken never changes and is never deleted.');
create trigger account_hold_keeps before update or delete or truncate on account_hold execute function refuse('A hold never changes; end it.');
create trigger outbox_stays before delete or truncate on outbox execute function refuse('A message is never deleted.');
