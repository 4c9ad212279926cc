-- What was agreed to be paid in parts, beside the hold that spares the account meanwhile.

create table instalment (
    hold     integer not null references account_hold (id),
    part     integer not null check (part > 0),
    due_day  text not null check (due_day is date(due_day)),
    amount   integer not null check (amount > 0),
    primary key (hold, part)
) strict, without rowid;

create trigger instalment_keeps before update on instalment begin select raise(abort, 'An instalment never changes; end the agreement and make another.'); end;
create trigger instalment_stays before delete on instalment begin select raise(abort, 'An instalment is never deleted; end the agreement.'); end;

-- A deposit gives back no more than it holds. What goes into it is above zero, what comes out of it below.

create trigger deposit_holds before insert on account_entry
when new.ledger = 'deposit' and new.amount < 0
begin
    select raise(abort, 'The deposit holds less than that.')
    where -new.amount > (select coalesce(sum(e.amount), 0) from account_entry e where e.account = new.account and e.ledger = 'deposit');
end;
