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
