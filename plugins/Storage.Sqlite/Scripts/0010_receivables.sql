-- Money of accounts. Entries are signed: above zero the customer owes more. Bills are postings of their own.

-- One row per account whose money changed: a unit that changes it writes here first, so that units on one account follow one another.
create table account_version (
    account  integer primary key references account (id),
    version  integer not null
) strict;

create table account_entry (
    id             integer primary key check (id > 0),
    account        integer not null references account (id),
    kind           integer not null check (kind between 1 and 6),   -- payment, late charge, adjustment, refund, reversal, write-off
    amount         integer not null check (amount <> 0),
    currency       text not null,
    day            text not null check (day is date(day)),
    at             text not null,
    ledger         text not null,
    corrects       integer references account_entry (id),
    service_point  integer,
    period_from    text,
    revision       integer,
    reason         text,
    maker          text not null,
    approver       text,
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check (kind not in (1, 6) or amount < 0),
    check (kind not in (2, 4) or amount > 0),
    check ((kind in (4, 5)) = (corrects is not null)),
    check (approver <> maker)
) strict;

create index account_entry_account on account_entry (account);
create index account_entry_corrects on account_entry (corrects) where corrects is not null;
create unique index account_entry_reversed_once on account_entry (corrects) where kind = 5;
create index account_entry_ledger on account_entry (ledger, day);

create table payment (
    entry           integer primary key references account_entry (id),
    channel         text not null,
    reference       text not null,
    tender          text not null,
    drawer          text,
    receipt_branch  text not null,
    receipt_year    integer not null,
    receipt_number  integer not null,
    unique (channel, reference),
    unique (receipt_branch, receipt_year, receipt_number)
) strict;

create table allocation (
    id             integer primary key check (id > 0),
    account        integer not null references account (id),
    credit         integer not null references account_entry (id),
    charge         integer references account_entry (id),
    service_point  integer,
    period_from    text,
    revision       integer,
    amount         integer not null check (amount <> 0),
    currency       text not null,
    day            text not null check (day is date(day)),
    at             text not null,
    releases       integer unique references allocation (id),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check ((charge is null) <> (period_from is null)),
    check ((amount < 0) = (releases is not null))
) strict;

create index allocation_account on allocation (account);
create index allocation_credit on allocation (credit);
create index allocation_charge on allocation (charge) where charge is not null;

create table late_window (
    entry          integer primary key references account_entry (id),
    account        integer not null,
    service_point  integer not null,
    period_from    text not null,
    revision       integer not null,
    rule           text not null,
    from_day       text not null check (from_day is date(from_day)),
    to_day         text not null check (to_day is date(to_day)),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision),
    check (to_day > from_day)
) strict;

create index late_window_bill on late_window (account, service_point, period_from, revision, to_day);

create table bill_correction (
    account             integer not null,
    service_point       integer not null,
    period_from         text not null,
    cancelled_revision  integer not null,
    revision            integer,
    difference          integer not null,
    currency            text not null,
    closing_index       integer,
    volume_by_decision  integer not null,
    day                 text not null check (day is date(day)),
    at                  text not null,
    reason              text not null,
    maker               text not null,
    approver            text,
    primary key (account, service_point, period_from, cancelled_revision),
    unique (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, cancelled_revision) references bill_cancellation (account, service_point, period_from, revision),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision) deferrable initially deferred,
    check (revision = cancelled_revision + 1),
    check (approver <> maker)
) strict, without rowid;

create table period_close (
    before_day  text primary key check (before_day is date(before_day)),
    at          text not null
) strict, without rowid;

create table drawer_close (
    drawer    text not null,
    day       text not null check (day is date(day)),
    expected  integer not null,
    counted   integer not null check (counted >= 0),
    currency  text not null,
    at        text not null,
    cashier   text not null,
    primary key (drawer, day)
) strict, without rowid;

create table debit_mandate (
    account    integer primary key references account (id),
    agreement  text not null,
    from_day   text not null check (from_day is date(from_day))
) strict;

create table bank_batch (
    number    text primary key check (length(number) between 1 and 50),
    day       text not null check (day is date(day)),
    at        text not null
) strict, without rowid;

create table bank_batch_line (
    batch          text not null references bank_batch (number),
    line           integer not null check (line between 1 and 1000),
    account        integer not null,
    service_point  integer not null,
    period_from    text not null,
    revision       integer not null,
    agreement      text not null,
    amount         integer not null check (amount > 0),
    currency       text not null,
    primary key (batch, line),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
) strict, without rowid;

create table bank_return (
    batch  text primary key references bank_batch (number),
    at     text not null
) strict, without rowid;

create table bank_return_line (
    batch    text not null references bank_return (batch),
    line     integer not null,
    code     text not null,
    message  text not null,
    primary key (batch, line),
    foreign key (batch, line) references bank_batch_line (batch, line)
) strict, without rowid;

create table account_hold (
    id             integer primary key check (id > 0),
    account        integer not null references account (id),
    kind           integer not null check (kind between 1 and 4),   -- dunning lock, dispute, promise, instalments
    from_day       text not null check (from_day is date(from_day)),
    until_day      text not null check (until_day is date(until_day)),
    service_point  integer,
    period_from    text,
    revision       integer,
    amount         integer check (amount > 0),
    currency       text,
    reason         text not null check (reason <> ''),
    maker          text not null,
    check (until_day > from_day),
    check ((amount is null) = (currency is null)),
    foreign key (account, service_point, period_from, revision) references bill (account, service_point, period_from, revision)
) strict;

create index account_hold_account on account_hold (account);

create table account_hold_end (
    hold  integer primary key references account_hold (id),
    day   text not null check (day is date(day))
) strict;

create table dunning_step (
    sequence  integer primary key,   -- given by the database, in the order of the steps
    account   integer not null references account (id),
    day       text not null check (day is date(day)),
    step      text not null,
    action    integer not null,
    amount    integer not null,
    currency  text not null,
    unique (account, day, step)
) strict;

create table outbox (
    sequence      integer primary key,
    key           text not null unique,
    topic         text not null,
    body          text not null check (json_valid(body)),
    at            text not null,
    delivered_at  text
) strict;

create index outbox_pending on outbox (sequence) where delivered_at is null;

-- An entry: reversed once and exactly; refunded no more than is left; nothing into a closed period or a counted drawer.

create trigger account_entry_added before insert on account_entry
begin
    select raise(abort, 'The day lies in a closed period.')
    where new.day < (select max(p.before_day) from period_close p);
    select raise(abort, 'The drawer was counted and closed for the day.')
    where exists (select 1 from drawer_close d where new.ledger like 'cash.%' and d.drawer = substr(new.ledger, 6) and d.day = new.day);
    select raise(abort, 'A reversal must be the exact opposite of an entry of the same account that can be reversed.')
    where new.kind = 5 and not exists (
        select 1 from account_entry o
        where o.id = new.corrects and o.account = new.account and o.amount = -new.amount and o.currency = new.currency and o.ledger = new.ledger and o.kind in (1, 2, 3, 6));
    select raise(abort, 'The entry is still allocated or refunded in part and cannot be reversed.')
    where new.kind = 5 and (
        exists (select 1 from account_entry r where r.corrects = new.corrects and r.kind = 4)
        or (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects) <> 0
        or (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.corrects) <> 0);
    select raise(abort, 'A refund must be paid from a credit of the same account that is not reversed.')
    where new.kind = 4 and not exists (
        select 1 from account_entry o
        where o.id = new.corrects and o.account = new.account and o.currency = new.currency and o.amount < 0 and o.kind in (1, 3)
          and not exists (select 1 from account_entry r where r.corrects = o.id and r.kind = 5));
    select raise(abort, 'Refunds and allocations together would be more than the credit.')
    where new.kind = 4 and new.amount >
        (select -o.amount from account_entry o where o.id = new.corrects)
        - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.corrects and r.kind = 4)
        - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects);
end;

create trigger payment_added before insert on payment
begin
    select raise(abort, 'The entry is no payment.')
    where not exists (select 1 from account_entry e where e.id = new.entry and e.kind = 1);
    select raise(abort, 'The receipt does not follow the last one of its branch and year.')
    where new.receipt_number <> (
        select coalesce(max(p.receipt_number), 0) + 1 from payment p
        where p.receipt_branch = new.receipt_branch and p.receipt_year = new.receipt_year);
end;

create trigger allocation_added before insert on allocation
begin
    select raise(abort, 'The day lies in a closed period.')
    where new.day < (select max(p.before_day) from period_close p);
    select raise(abort, 'The credit must be a live one of the same account and currency.')
    where not exists (
        select 1 from account_entry c
        where c.id = new.credit and c.account = new.account and c.currency = new.currency and (c.kind in (1, 6) or (c.kind = 3 and c.amount < 0))
          and (new.amount < 0 or not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5)));
    select raise(abort, 'The charge must be a live one of the same account and currency.')
    where new.amount > 0 and new.charge is not null and not exists (
        select 1 from account_entry c
        where c.id = new.charge and c.account = new.account and c.currency = new.currency and (c.kind = 2 or (c.kind = 3 and c.amount > 0))
          and not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5));
    select raise(abort, 'The bill must be a live one of the same account and currency.')
    where new.amount > 0 and new.charge is null and not exists (
        select 1 from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision and b.currency = new.currency);
    select raise(abort, 'The allocations would be more than the credit.')
    where new.amount >
        (select -c.amount from account_entry c where c.id = new.credit)
        - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.credit and r.kind = 4)
        - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.credit);
    select raise(abort, 'The allocations would be more than the charge.')
    where new.amount > 0 and new.amount > case when new.charge is not null
        then (select c.amount from account_entry c where c.id = new.charge) - (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.charge)
        else (select b.total from bill b where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision)
             - (select coalesce(sum(a.amount), 0) from allocation a
                where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) end;
    select raise(abort, 'A release must be the exact opposite of what it releases.')
    where new.releases is not null and not exists (
        select 1 from allocation a
        where a.id = new.releases and a.amount = -new.amount and a.currency = new.currency and a.account = new.account and a.credit = new.credit
          and a.charge is new.charge and a.service_point is new.service_point and a.period_from is new.period_from and a.revision is new.revision);
end;

create trigger late_window_added before insert on late_window
begin
    select raise(abort, 'Late charges of this bill were made for some of these days already, or for later ones.')
    where exists (
        select 1 from late_window w
        where w.account = new.account and w.service_point = new.service_point and w.period_from = new.period_from and w.revision = new.revision and w.to_day > new.from_day);
    select raise(abort, 'The entry is no late charge on this bill.')
    where not exists (
        select 1 from account_entry e
        where e.id = new.entry and e.kind = 2 and e.account = new.account and e.service_point = new.service_point and e.period_from = new.period_from and e.revision = new.revision);
end;

create trigger bill_cancellation_added before insert on bill_cancellation
begin
    select raise(abort, 'The bill is still paid in part and cannot be cancelled before that is released.')
    where (select coalesce(sum(a.amount), 0) from allocation a
           where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) <> 0;
end;

create trigger period_close_added before insert on period_close
when new.before_day <= (select max(p.before_day) from period_close p)
begin
    select raise(abort, 'Everything before the day is closed already.');
end;

create trigger journal_in_open_period before insert on journal
when new.day < (select max(p.before_day) from period_close p)
begin
    select raise(abort, 'The day lies in a closed period.');
end;

create trigger bill_in_open_period before insert on bill
when new.issued_on < (select max(p.before_day) from period_close p)
begin
    select raise(abort, 'The day lies in a closed period.');
end;

create trigger outbox_added before insert on outbox
when new.sequence <> (select coalesce(max(o.sequence), 0) + 1 from outbox o)
begin
    select raise(abort, 'The message does not follow the last one.');
end;

-- Append-only.

create trigger account_entry_keeps before update on account_entry begin select raise(abort, 'An entry never changes.'); end;
create trigger account_entry_stays before delete on account_entry begin select raise(abort, 'An entry is never deleted.'); end;
create trigger payment_keeps before update on payment begin select raise(abort, 'A payment never changes.'); end;
create trigger payment_stays before delete on payment begin select raise(abort, 'A payment is never deleted.'); end;
create trigger allocation_keeps before update on allocation begin select raise(abort, 'An allocation never changes.'); end;
create trigger allocation_stays before delete on allocation begin select raise(abort, 'An allocation is never deleted.'); end;
create trigger late_window_keeps before update on late_window begin select raise(abort, 'Charged days never change.'); end;
create trigger late_window_stays before delete on late_window begin select raise(abort, 'Charged days are never deleted.'); end;
create trigger bill_correction_keeps before update on bill_correction begin select raise(abort, 'A correction never changes.'); end;
create trigger bill_correction_stays before delete on bill_correction begin select raise(abort, 'A correction is never deleted.'); end;
create trigger period_close_keeps before update on period_close begin select raise(abort, 'A closed period never changes.'); end;
create trigger period_close_stays before delete on period_close begin select raise(abort, 'A closed period is never opened.'); end;
create trigger drawer_close_keeps before update on drawer_close begin select raise(abort, 'A count never changes.'); end;
create trigger drawer_close_stays before delete on drawer_close begin select raise(abort, 'A count is never deleted.'); end;
create trigger bank_batch_keeps before update on bank_batch begin select raise(abort, 'A batch never changes.'); end;
create trigger bank_batch_stays before delete on bank_batch begin select raise(abort, 'A batch is never deleted.'); end;
create trigger bank_batch_line_keeps before update on bank_batch_line begin select raise(abort, 'A batch never changes.'); end;
create trigger bank_batch_line_stays before delete on bank_batch_line begin select raise(abort, 'A batch is never deleted.'); end;
create trigger bank_return_keeps before update on bank_return begin select raise(abort, 'A return never changes.'); end;
create trigger bank_return_stays before delete on bank_return begin select raise(abort, 'A return is never deleted.'); end;
create trigger bank_return_line_keeps before update on bank_return_line begin select raise(abort, 'A return never changes.'); end;
create trigger bank_return_line_stays before delete on bank_return_line begin select raise(abort, 'A return is never deleted.'); end;
create trigger dunning_step_keeps before update on dunning_step begin select raise(abort, 'A step that was taken never changes.'); end;
create trigger dunning_step_stays before delete on dunning_step begin select raise(abort, 'A step that was taken is never deleted.'); end;
create trigger account_hold_keeps before update on account_hold begin select raise(abort, 'A hold never changes; end it.'); end;
create trigger account_hold_stays before delete on account_hold begin select raise(abort, 'A hold is never deleted; end it.'); end;
create trigger outbox_keeps before update on outbox
when old.delivered_at is not null or new.key <> old.key or new.topic <> old.topic or new.body <> old.body or new.sequence <> old.sequence or new.at <> old.at
begin
    select raise(abort, 'A message never changes.');
end;
create trigger outbox_stays before delete on outbox begin select raise(abort, 'A message is never deleted.'); end;
