-- PINs with which customers identify themselves on the telephone, as salted hashes; and the record of calls, without anything that was keyed in.

create table account_pin (
    account     integer primary key references account (id),
    salt        blob not null check (length(salt) >= 16),
    hash        blob not null check (length(hash) = 32),
    iterations  integer not null check (iterations > 0),
    set_at      text not null
) strict;

create trigger account_pin_stays before delete on account_pin begin select raise(abort, 'A PIN is set anew, never deleted.'); end;

create table hotline_call (
    id            text primary key check (id <> ''),
    from_number   text not null,
    to_number     text not null,
    arrived_at    text not null,
    ended_at      text not null check (ended_at >= arrived_at),
    ending        integer not null check (ending between 0 and 4),
    language      integer not null check (language between 0 and 1),
    account       text,
    path          text not null,
    waited_from   text,
    connected_at  text,
    desk          text,
    check ((ending = 3) = (connected_at is not null))
) strict, without rowid;

create index hotline_call_arrived on hotline_call (arrived_at);
create index hotline_call_from on hotline_call (from_number, arrived_at);
create index hotline_call_account on hotline_call (account, arrived_at) where account is not null;

create trigger hotline_call_keeps before update on hotline_call begin select raise(abort, 'The record of a call is never changed.'); end;
create trigger hotline_call_stays before delete on hotline_call begin select raise(abort, 'The record of a call is never deleted.'); end;
