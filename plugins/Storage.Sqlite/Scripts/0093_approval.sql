-- Acts on money that one person asks for and another decides on. What was asked never changes; it is decided once.

create table approval (
    id                integer primary key check (id > 0),
    key               text not null check (key <> ''),
    act               integer not null check (act between 0 and 4),
    account           integer not null references account (id),
    currency          text not null check (length(currency) = 3),
    amount            integer not null check (amount <> 0),
    entry             integer not null check (entry >= 0),
    to_account        integer references account (id),
    kind              text,
    reason            text not null check (reason <> ''),
    asker             text not null check (asker <> ''),
    asker_position    text not null,
    asked_at          text not null,
    state             integer not null default 0 check (state between 0 and 2),
    decider           text,
    decider_position  text,
    decided_at        text,
    note              text,
    constraint "Nobody decides on what they asked for" check (decider is null or decider <> asker),
    check ((state = 0) = (decider is null)),
    check ((decider is null) = (decided_at is null)),
    unique (asker, key)
) strict;

create index approval_state on approval (state, id);

create trigger approval_keeps before update on approval
when old.state <> 0 or new.id is not old.id or new.key is not old.key or new.act is not old.act or new.account is not old.account or new.currency is not old.currency or new.amount is not old.amount
    or new.entry is not old.entry or new.to_account is not old.to_account or new.kind is not old.kind or new.reason is not old.reason or new.asker is not old.asker
    or new.asker_position is not old.asker_position or new.asked_at is not old.asked_at
begin
    select raise(abort, 'What was asked for never changes, and is decided once.');
end;

create trigger approval_stays before delete on approval
begin
    select raise(abort, 'An approval is never deleted.');
end;
