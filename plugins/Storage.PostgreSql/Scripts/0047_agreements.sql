-- What was agreed to be paid in parts, beside the hold that spares the account meanwhile.

create table instalment (
    hold     bigint not null references account_hold (id),
    part     bigint not null check (part > 0),
    due_day  date not null,
    amount   bigint not null check (amount > 0),
    primary key (hold, part)
);

create trigger instalment_keeps before update or delete or truncate on instalment execute function refuse('An instalment never changes; end the agreement and make another.');

alter table instalment enable row level security;
create policy branch on instalment using (exists (select 1 from account_hold h where h.id = instalment.hold));

-- A deposit gives back no more than it holds. What goes into it is above zero, what comes out of it below.

create function deposit_holds() returns trigger language plpgsql security definer set search_path = watercore, pg_temp as $$
begin
    perform lock_account(new.account);
    if -new.amount > (select coalesce(sum(e.amount), 0) from account_entry e where e.account = new.account and e.ledger = 'deposit') then
        raise exception 'The deposit holds less than that.';
    end if;
    return new;
end $$;

create trigger deposit_holds before insert on account_entry for each row when (new.ledger = 'deposit' and new.amount < 0) execute function deposit_holds();
