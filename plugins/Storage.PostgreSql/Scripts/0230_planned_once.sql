-- A function in SQL is read and planned each time a statement calls it; one in PL/pgSQL once a connection. These two are called by every payment.

create or replace function lock_account(which bigint) returns void language plpgsql volatile security definer set search_path = watercore, pg_temp as $$
begin
    perform 1 from account a where a.id = which for no key update;
end $$;

create or replace function journal_balances(which bigint) returns boolean language plpgsql stable as $$
begin
    return (select count(*) from journal_line l where l.journal = which) >= 2
       and not exists (select 1 from journal_line l where l.journal = which group by l.currency having sum(l.amount) <> 0);
end $$;

-- The last receipt is the last of an index, whatever the statistics say of a table that was empty a moment ago; the highest of all rows is that only with good ones.

create or replace function payment_added() returns trigger language plpgsql security definer
    set search_path = watercore, pg_temp set enable_seqscan = off set enable_bitmapscan = off as $$
begin
    if not exists (select 1 from account_entry e where e.id = new.entry and e.kind = 1) then
        raise exception 'The entry is no payment.';
    end if;
    if new.receipt_number <> 1 + coalesce((
        select p.receipt_number from payment p
        where p.receipt_branch = new.receipt_branch and p.receipt_year = new.receipt_year
        order by p.receipt_number desc limit 1), 0) then
        raise exception 'The receipt does not follow the last one of its branch and year.';
    end if;
    return new;
end $$;
