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
