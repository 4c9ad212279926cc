-- Notices and messages on their way. A key is unique for ever: one cause makes one message to a person.

create table notice (
    id           integer primary key check (id > 0),
    template     text not null,
    area         text not null check (json_valid(area)),
    fields       text not null check (json_valid(fields)),
    valid_until  text,
    at           text not null,
    by_whom      text not null,
    cursor_id    integer not null,
    made         integer not null check (made in (0, 1)),
    recipients   integer not null,
    unreachable  integer not null,
    shared       integer not null
) strict;

create table delivery (
    id           integer primary key check (id > 0),
    key          text not null unique,
    purpose      text not null,
    template     text not null,
    person       text not null,
    customer     integer references customer (id),
    account      integer references account (id),
    notice       integer references notice (id),
    language     integer not null,
    subject      text not null,
    body         text not null,
    routes       text not null check (json_valid(routes)),
    failed       text not null check (json_valid(failed)),
    valid_until  text,
    state        integer not null check (state between 0 and 5),   -- waiting, sending, sent, delivered, dead, dropped
    attempts     integer not null check (attempts >= 0),
    next_at      text not null,
    created_at   text not null,
    sent_at      text,
    channel      text,
    reference    text,
    reason       text,
    check (state not in (2, 3) or sent_at is not null)
) strict;

create index delivery_due on delivery (next_at, id) where state in (0, 1);
create index delivery_sent on delivery (person, sent_at) where sent_at is not null;
create index delivery_reference on delivery (channel, reference) where reference is not null;
create index delivery_notice on delivery (notice) where notice is not null;
create index delivery_dead on delivery (id) where state = 4;

create trigger delivery_keeps before update on delivery
when new.key <> old.key or new.person <> old.person or new.purpose <> old.purpose or new.created_at <> old.created_at or (old.state = 3 and new.state <> 3)
begin
    select raise(abort, 'What a message is and that it arrived never change.');
end;

create trigger delivery_stays before delete on delivery begin select raise(abort, 'A message is never deleted.'); end;
create trigger notice_keeps before update on notice
when new.template <> old.template or new.area <> old.area or new.fields <> old.fields or new.at <> old.at or new.cursor_id < old.cursor_id or old.made = 1
begin
    select raise(abort, 'What a notice says never changes.');
end;
create trigger notice_stays before delete on notice begin select raise(abort, 'A notice is never deleted.'); end;
