-- Contacts in and out, cases, and how people want to be reached.

create table service_case (
    id              integer primary key check (id > 0),
    category        text not null,
    state           integer not null check (state between 0 and 3),   -- open, answered, closed, merged
    subject         text not null,
    text            text,
    customer        integer references customer (id),
    account         integer references account (id),
    place           text,
    zone            text,
    channel         text not null,
    opened_at       text not null,
    owner           text not null,
    owner_position  text not null,
    position        text not null,
    due             text,
    work            integer,
    answered_at     text,
    answer          text,
    callback_kind   integer,
    callback_value  text,
    closed_at       text,
    rating          integer check (rating between 1 and 5),
    reopened        integer not null check (reopened >= 0),
    merged_into     integer references service_case (id),
    revision        integer not null check (revision > 0),
    check ((state = 3) = (merged_into is not null)),
    check ((state in (2, 3)) = (closed_at is not null)),
    check (merged_into <> id)
) strict;

create index service_case_customer on service_case (customer) where customer is not null;
create index service_case_live on service_case (state, category, zone) where state in (0, 1);
create index service_case_opened on service_case (opened_at);

create table case_event (
    case_id         integer not null references service_case (id),
    revision        integer not null,
    at              text not null,
    actor           text not null,
    actor_position  text not null,
    act             integer not null,
    note            text,
    primary key (case_id, revision)
) strict, without rowid;

create table interaction (
    id              integer primary key check (id > 0),
    at              text not null,
    channel         text not null,
    direction       integer not null check (direction in (0, 1)),     -- in, out
    reference       text,
    customer        integer references customer (id),
    account         integer references account (id),
    address_kind    integer,
    address_value   text,
    subject         text not null,
    text            text,
    owner           text not null,
    owner_position  text not null,
    outcome         integer not null,
    case_id         integer references service_case (id),
    unique (channel, reference)
) strict;

create index interaction_customer on interaction (customer, id) where customer is not null;
create index interaction_case on interaction (case_id) where case_id is not null;
create index interaction_at on interaction (at);

create table contact_point (
    customer       integer not null references customer (id),
    address_key    text not null,
    kind           integer not null,
    address_value  text not null,
    at             text not null,
    primary key (customer, address_key)
) strict, without rowid;

create index contact_point_key on contact_point (address_key);

-- The telephone on the contract, by the same rule as MessageAddress.Key.
create index customer_phone_key on customer (
    replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+86', '')) where phone is not null;

create table contact_preference (
    customer  integer primary key references customer (id),
    language  integer,
    channels  text not null check (json_valid(channels))
) strict;

create table contact_choice (
    sequence  integer primary key,
    subject   text not null,
    purpose   text not null,
    channel   text not null,
    allowed   integer not null check (allowed in (0, 1)),
    at        text not null,
    source    text not null
) strict;

create index contact_choice_subject on contact_choice (subject, sequence);

-- A case moves one revision at a time, and what came in stays as it came.

create trigger service_case_changed before update on service_case
begin
    select raise(abort, 'Somebody else acted on the case first.') where new.revision <> old.revision + 1;
    select raise(abort, 'Number, time, door and first owner of a case never change.')
    where new.id <> old.id or new.opened_at <> old.opened_at or new.channel <> old.channel or new.owner <> old.owner or new.owner_position <> old.owner_position;
    select raise(abort, 'A merged case never changes.') where old.state = 3;
end;

create trigger service_case_stays before delete on service_case begin select raise(abort, 'A case is never deleted.'); end;
create trigger case_event_keeps before update on case_event begin select raise(abort, 'An act never changes.'); end;
create trigger case_event_stays before delete on case_event begin select raise(abort, 'An act is never deleted.'); end;
create trigger interaction_keeps before update on interaction begin select raise(abort, 'A contact never changes.'); end;
create trigger interaction_stays before delete on interaction begin select raise(abort, 'A contact is never deleted.'); end;
create trigger contact_choice_keeps before update on contact_choice begin select raise(abort, 'A choice never changes.'); end;
create trigger contact_choice_stays before delete on contact_choice begin select raise(abort, 'A choice is never deleted.'); end;
