-- Contacts in and out, cases, and how people want to be reached.

create table service_case (
    id              bigint primary key check (id > 0),
    category        text collate "C" not null,
    state           bigint not null check (state between 0 and 3),   -- open, answered, closed, merged
    subject         text collate "C" not null,
    text            text collate "C",
    customer        bigint references customer (id),
    account         bigint references account (id),
    place           text collate "C",
    zone            text collate "C",
    channel         text collate "C" not null,
    opened_at       text collate "C" not null,
    owner           text collate "C" not null,
    owner_position  text collate "C" not null,
    position        text collate "C" not null,
    due             text collate "C",
    work            bigint,
    answered_at     text collate "C",
    answer          text collate "C",
    callback_kind   bigint,
    callback_value  text collate "C",
    closed_at       text collate "C",
    rating          bigint check (rating between 1 and 5),
    reopened        bigint not null check (reopened >= 0),
    merged_into     bigint references service_case (id),
    revision        bigint not null check (revision > 0),
    check ((state = 3) = (merged_into is not null)),
    check ((state in (2, 3)) = (closed_at is not null)),
    check (merged_into <> id)
);

create index service_case_customer on service_case (customer) where customer is not null;
create index service_case_live on service_case (state, category, zone) where state in (0, 1);
create index service_case_opened on service_case (opened_at);

create table case_event (
    case_id         bigint not null references service_case (id),
    revision        bigint not null,
    at              text collate "C" not null,
    actor           text collate "C" not null,
    actor_position  text collate "C" not null,
    act             bigint not null,
    note            text collate "C",
    primary key (case_id, revision)
);

create table interaction (
    id              bigint primary key check (id > 0),
    at              text collate "C" not null,
    channel         text collate "C" not null,
    direction       bigint not null check (direction in (0, 1)),     -- in, out
    reference       text collate "C",
    customer        bigint references customer (id),
    account         bigint references account (id),
    address_kind    bigint,
    address_value   text collate "C",
    subject         text collate "C" not null,
    text            text collate "C",
    owner           text collate "C" not null,
    owner_position  text collate "C" not null,
    outcome         bigint not null,
    case_id         bigint references service_case (id),
    unique (channel, reference)
);

create index interaction_customer on interaction (customer, id) where customer is not null;
create index interaction_case on interaction (case_id) where case_id is not null;
create index interaction_at on interaction (at);

create table contact_point (
    customer       bigint not null references customer (id),
    address_key    text collate "C" not null,
    kind           bigint not null,
    address_value  text collate "C" not null,
    at             text collate "C" not null,
    primary key (customer, address_key)
);

create index contact_point_key on contact_point (address_key);

-- The telephone on the contract, by the same rule as MessageAddress.Key.
create index customer_phone_key on customer (
    replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '+86', '')) where phone is not null;

create table contact_preference (
    customer  bigint primary key references customer (id),
    language  bigint,
    channels  text collate "C" not null check (channels::json is not null)
);

create table contact_choice (
    sequence  bigint primary key,
    subject   text collate "C" not null,
    purpose   text collate "C" not null,
    channel   text collate "C" not null,
    allowed   bigint not null check (allowed in (0, 1)),
    at        text collate "C" not null,
    source    text collate "C" not null
);

create index contact_choice_subject on contact_choice (subject, sequence);

-- A case moves one revision at a time, and what came in stays as it came.

create function service_case_changed() returns trigger language plpgsql as $$
begin
    if new.revision <> old.revision + 1 then
        raise exception 'Somebody else acted on the case first.';
    end if;
    if new.id <> old.id or new.opened_at <> old.opened_at or new.channel <> old.channel or new.owner <> old.owner or new.owner_position <> old.owner_position then
        raise exception 'Number, time, door and first owner of a case never change.';
    end if;
    if old.state = 3 then
        raise exception 'A merged case never changes.';
    end if;
    return new;
end $$;

create trigger service_case_changed before update on service_case for each row execute function service_case_changed();

create trigger service_case_stays before delete or truncate on service_case execute function refuse('A case is never deleted.');
create trigger case_event_keeps before update on case_event execute function refuse('An act never changes.');
create trigger case_event_stays before delete or truncate on case_event execute function refuse('An act is never deleted.');
create trigger interaction_keeps before update on interaction execute function refuse('A contact never changes.');
create trigger interaction_stays before delete or truncate on interaction execute function refuse('A contact is never deleted.');
create trigger contact_choice_keeps before update on contact_choice execute function refuse('A choice never changes.');
create trigger contact_choice_stays before delete or truncate on contact_choice execute function refuse('A choice is never deleted.');
