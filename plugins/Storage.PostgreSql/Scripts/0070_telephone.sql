-- PINs with which customers identify themselves on the telephone, as salted hashes; and the record of calls, without anything that was keyed in.

create table account_pin (
    account     bigint primary key references account (id),
    salt        bytea not null check (length(salt) >= 16),
    hash        bytea not null check (length(hash) = 32),
    iterations  bigint not null check (iterations > 0),
    set_at      text collate "C" not null
);

create trigger account_pin_stays before delete or truncate on account_pin execute function refuse('A PIN is set anew, never deleted.');

create table hotline_call (
    id            text collate "C" primary key check (id <> ''),
    from_number   text collate "C" not null,
    to_number     text collate "C" not null,
    arrived_at    text collate "C" not null,
    ended_at      text collate "C" not null check (ended_at >= arrived_at),
    ending        bigint not null check (ending between 0 and 4),
    language      bigint not null check (language between 0 and 1),
    account       text collate "C",
    path          text collate "C" not null,
    waited_from   text collate "C",
    connected_at  text collate "C",
    desk          text collate "C",
    check ((ending = 3) = (connected_at is not null))
);

create index hotline_call_arrived on hotline_call (arrived_at);
create index hotline_call_from on hotline_call (from_number, arrived_at);
create index hotline_call_account on hotline_call (account, arrived_at) where account is not null;

create trigger hotline_call_keeps before update or delete or truncate on hotline_call execute function refuse('The record of a call never changes and is never deleted.');
