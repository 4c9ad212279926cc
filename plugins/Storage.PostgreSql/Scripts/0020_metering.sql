-- Meters: seals, verification, how the index comes in, master meters. Readings: what explains a lower index.

alter table meter add column seal text collate "C";
alter table meter add column verification_due date;
alter table meter add column source_kind bigint not null default 0;
alter table meter add column master bigint references meter (id);

alter table reading add column turn bigint not null default 0 check (turn between 0 and 2);

-- Readings that explain a lower index are few, and every bill asks for them.
create index reading_turned on reading (meter, day) where turn <> 0;

-- Reading books, in the order in which they are walked.

create table reading_book (
    code   text collate "C" primary key check (code <> ''),
    cycle  bigint not null check (cycle between 1 and 3)
);

create table book_place (
    service_point  bigint primary key references service_point (id),
    book           text collate "C" not null references reading_book (code),
    walk           bigint not null check (walk > 0),
    unique (book, walk)
);

create table reading_sheet (
    id          bigint primary key check (id > 0),
    book        text collate "C" not null references reading_book (code),
    cycle_from  date not null,
    cycle_to    date not null,
    out_at      text collate "C" not null,
    actor       text collate "C" not null,
    check (cycle_to > cycle_from)
);

create index reading_sheet_book on reading_sheet (book, out_at);

-- What came of a visit to a meter: who, when, how it was found, and the accepted reading if there is one.
create table reading_visit (
    id             bigint primary key check (id > 0),
    meter          bigint not null references meter (id),
    day            date not null,
    status         bigint not null check (status between 0 and 3),
    reader         text collate "C" not null,
    noted_at       text collate "C" not null,
    photo          text collate "C",
    source         text collate "C" not null,
    sheet          bigint references reading_sheet (id),
    reading        bigint references reading (id),
    entry_seconds  bigint check (entry_seconds >= 0)
);

create index reading_visit_meter on reading_visit (meter, day);

-- The tray of held readings: none of them is a reading, so none can be billed, until somebody accepts it.
create table held_reading (
    id           bigint primary key check (id > 0),
    meter        bigint not null references meter (id),
    day          date not null,
    index_value  bigint not null check (index_value >= 0),
    status       bigint not null,
    turn         bigint not null,
    reader       text collate "C" not null,
    photo        text collate "C",
    source       text collate "C" not null,
    sheet        bigint references reading_sheet (id),
    held_at      text collate "C" not null,
    verdicts     text collate "C" not null check (verdicts::json is not null),
    decision     bigint not null default 0 check (decision between 0 and 2),
    decided_at   text collate "C",
    decided_by   text collate "C",
    reason       text collate "C",
    reading      bigint references reading (id),
    check ((decision = 0) = (decided_at is null)),
    check ((decision = 1) = (reading is not null))
);

create unique index held_reading_open on held_reading (meter, day) where decision = 0;

create function held_reading_decided() returns trigger language plpgsql as $$
begin
    if old.decision <> 0 then
        raise exception 'A held reading is decided once.';
    end if;
    return new;
end $$;

create trigger held_reading_decided before update on held_reading for each row execute function held_reading_decided();
create trigger held_reading_stays before delete or truncate on held_reading execute function refuse('A held reading is never deleted.');
create trigger reading_visit_keeps before update or delete or truncate on reading_visit execute function refuse('A visit never changes and is never deleted.');
create trigger installation_stays before delete or truncate on installation execute function refuse('An installation is never deleted; it is ended.');
