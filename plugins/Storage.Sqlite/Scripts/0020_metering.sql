-- Meters: seals, verification, how the index comes in, master meters. Readings: what explains a lower index.

alter table meter add column seal text;
alter table meter add column verification_due text check (verification_due is date(verification_due));
alter table meter add column source_kind integer not null default 0;
alter table meter add column master integer references meter (id);

alter table reading add column turn integer not null default 0 check (turn between 0 and 2);

-- Readings that explain a lower index are few, and every bill asks for them.
create index reading_turned on reading (meter, day) where turn <> 0;

-- Reading books, in the order in which they are walked.

create table reading_book (
    code   text primary key check (code <> ''),
    cycle  integer not null check (cycle between 1 and 3)
) strict, without rowid;

create table book_place (
    service_point  integer primary key references service_point (id),
    book           text not null references reading_book (code),
    walk           integer not null check (walk > 0),
    unique (book, walk)
) strict;

create table reading_sheet (
    id          integer primary key check (id > 0),
    book        text not null references reading_book (code),
    cycle_from  text not null check (cycle_from is date(cycle_from)),
    cycle_to    text not null check (cycle_to is date(cycle_to)),
    out_at      text not null,
    actor       text not null,
    check (cycle_to > cycle_from)
) strict;

create index reading_sheet_book on reading_sheet (book, out_at);

-- What came of a visit to a meter: who, when, how it was found, and the accepted reading if there is one.
create table reading_visit (
    id             integer primary key check (id > 0),
    meter          integer not null references meter (id),
    day            text not null check (day is date(day)),
    status         integer not null check (status between 0 and 3),
    reader         text not null,
    noted_at       text not null,
    photo          text,
    source         text not null,
    sheet          integer references reading_sheet (id),
    reading        integer references reading (id),
    entry_seconds  integer check (entry_seconds >= 0)
) strict;

create index reading_visit_meter on reading_visit (meter, day);

-- The tray of held readings: none of them is a reading, so none can be billed, until somebody accepts it.
create table held_reading (
    id           integer primary key check (id > 0),
    meter        integer not null references meter (id),
    day          text not null check (day is date(day)),
    index_value  integer not null check (index_value >= 0),
    status       integer not null,
    turn         integer not null,
    reader       text not null,
    photo        text,
    source       text not null,
    sheet        integer references reading_sheet (id),
    held_at      text not null,
    verdicts     text not null check (json_valid(verdicts)),
    decision     integer not null default 0 check (decision between 0 and 2),
    decided_at   text,
    decided_by   text,
    reason       text,
    reading      integer references reading (id),
    check ((decision = 0) = (decided_at is null)),
    check ((decision = 1) = (reading is not null))
) strict;

create unique index held_reading_open on held_reading (meter, day) where decision = 0;

create trigger held_reading_decided before update on held_reading
when old.decision <> 0
begin
    select raise(abort, 'A held reading is decided once.');
end;

create trigger held_reading_stays before delete on held_reading begin select raise(abort, 'A held reading is never deleted.'); end;
create trigger reading_visit_keeps before update on reading_visit begin select raise(abort, 'A visit never changes.'); end;
create trigger reading_visit_stays before delete on reading_visit begin select raise(abort, 'A visit is never deleted.'); end;
create trigger installation_stays before delete on installation begin select raise(abort, 'An installation is never deleted; it is ended.'); end;
