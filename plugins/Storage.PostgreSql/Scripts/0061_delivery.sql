-- Notices and messages on their way. A key is unique for ever: one cause makes one message to a person.

create table notice (
    id           bigint primary key check (id > 0),
    template     text collate "C" not null,
    area         text collate "C" not null check (area::json is not null),
    fields       text collate "C" not null check (fields::json is not null),
    valid_until  text collate "C",
    at           text collate "C" not null,
    by_whom      text collate "C" not null,
    cursor_id    bigint not null,
    made         bigint not null check (made in (0, 1)),
    recipients   bigint not null,
    unreachable  bigint not null,
    shared       bigint not null
);

create table delivery (
    id           bigint primary key check (id > 0),
    key          text collate "C" not null unique,
    purpose      text collate "C" not null,
    template     text collate "C" not null,
    person       text collate "C" not null,
    customer     bigint references customer (id),
    account      bigint references account (id),
    notice       bigint references notice (id),
    language     bigint not null,
    subject      text collate "C" not null,
    body         text collate "C" not null,
    routes       text collate "C" not null check (routes::json is not null),
    failed       text collate "C" not null check (failed::json is not null),
    valid_until  text collate "C",
    state        bigint not null check (state between 0 and 5),   -- waiting, sending, sent, delivered, dead, dropped
    attempts     bigint not null check (attempts >= 0),
    next_at      text collate "C" not null,
    created_at   text collate "C" not null,
    sent_at      text collate "C",
    channel      text collate "C",
    reference    text collate "C",
    reason       text collate "C",
    check (state not in (2, 3) or sent_at is not null)
);

create index delivery_due on delivery (next_at, id) where state in (0, 1);
create index delivery_sent on delivery (person, sent_at) where sent_at is not null;
create index delivery_reference on delivery (channel, reference) where reference is not null;
create index delivery_notice on delivery (notice) where notice is not null;
create index delivery_dead on delivery (id) where state = 4;

create function delivery_keeps() returns trigger language plpgsql as $$
begin
    if new.key <> old.key or new.person <> old.person or new.purpose <> old.purpose or new.created_at <> old.created_at or (old.state = 3 and new.state <> 3) then
        raise exception 'What a message is and that it arrived never change.';
    end if;
    return new;
end $$;

create trigger delivery_keeps before update on delivery for each row execute function delivery_keeps();
create trigger delivery_stays before delete or truncate on delivery execute function refuse('A message is never deleted.');

create function notice_keeps() returns trigger language plpgsql as $$
begin
    if new.template <> old.template or new.area <> old.area or new.fields <> old.fields or new.at <> old.at or new.cursor_id < old.cursor_id or old.made = 1 then
        raise exception 'What a notice says never changes.';
    end if;
    return new;
end $$;

create trigger notice_keeps before update on notice for each row execute function notice_keeps();
create trigger notice_stays before delete or truncate on notice execute function refuse('A notice is never deleted.');
