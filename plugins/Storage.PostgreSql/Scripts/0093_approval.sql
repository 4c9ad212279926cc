-- Acts on money that one person asks for and another decides on. What was asked never changes; it is decided once.

create table approval (
    id                bigint primary key check (id > 0),
    key               text collate "C" not null check (key <> ''),
    act               bigint not null check (act between 0 and 4),
    account           bigint not null references account (id),
    currency          text collate "C" not null check (length(currency) = 3),
    amount            bigint not null check (amount <> 0),
    entry             bigint not null check (entry >= 0),
    to_account        bigint references account (id),
    kind              text collate "C",
    reason            text collate "C" not null check (reason <> ''),
    asker             text collate "C" not null check (asker <> ''),
    asker_position    text collate "C" not null,
    asked_at          text collate "C" not null,
    state             bigint not null default 0 check (state between 0 and 2),
    decider           text collate "C",
    decider_position  text collate "C",
    decided_at        text collate "C",
    note              text collate "C",
    constraint "Nobody decides on what they asked for" check (decider is null or decider <> asker),
    check ((state = 0) = (decider is null)),
    check ((decider is null) = (decided_at is null)),
    unique (asker, key)
);

create index approval_state on approval (state, id);

create function approval_keeps() returns trigger language plpgsql as $$
begin
    if old.state <> 0 or (new.id, new.key, new.act, new.account, new.currency, new.amount, new.entry, new.to_account, new.kind, new.reason, new.asker, new.asker_position, new.asked_at)
        is distinct from (old.id, old.key, old.act, old.account, old.currency, old.amount, old.entry, old.to_account, old.kind, old.reason, old.asker, old.asker_position, old.asked_at) then
        raise exception 'What was asked for never changes, and is decided once.';
    end if;
    return new;
end $$;

create trigger approval_keeps before update on approval for each row execute function approval_keeps();
create trigger approval_stays before delete or truncate on approval execute function refuse('An approval is never deleted.');

alter table approval enable row level security;
create policy branch on approval using (exists (select 1 from account a where a.id = approval.account));
