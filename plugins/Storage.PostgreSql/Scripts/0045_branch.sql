-- An account belongs to a branch, or to none: then every branch sees it.

alter table account add column branch text collate "C" check (branch <> '');

-- The second net. A unit of work that is held to some branches goes on as the role watercore_branch with the setting watercore.branches; it sees and writes
-- only what is theirs, also where a query forgets to say so. The owner of the tables, as whom runs and the service itself work, is held to nothing.
-- Any other role sees nothing until its setting names branches, or says * for all of them.

create function sees_branch(which text) returns boolean language sql stable as $$
    select case coalesce(current_setting('watercore.branches', true), '')
        when '' then false
        when '*' then true
        else which is null or which = any (string_to_array(current_setting('watercore.branches', true), ','))
    end
$$;

alter table account enable row level security;
create policy branch on account using (sees_branch(branch));

do $$
declare
    held text;
begin
    foreach held in array array['agreement', 'bill', 'bill_cancellation', 'bill_correction', 'billing_outcome', 'account_version', 'account_entry', 'allocation', 'late_window',
                                'account_hold', 'debit_mandate', 'dunning_step'] loop
        execute format('alter table %I enable row level security', held);
        execute format('create policy branch on %I using (exists (select 1 from account a where a.id = %I.account))', held, held);
    end loop;
end $$;

-- A payment belongs to the account of its entry, whichever branch gave the receipt.
alter table payment enable row level security;
create policy branch on payment using (exists (select 1 from account_entry e where e.id = payment.entry));

-- A view looks with the eyes of whoever asks.
alter view live_bill set (security_invoker = true);

-- Rules look at everything: a receipt follows the last one of its branch, a reading closes one bill, whosever they are.
alter function lock_account(bigint) security definer set search_path = watercore, pg_temp;
alter function bill_added() security definer set search_path = watercore, pg_temp;
alter function bill_cancelled() security definer set search_path = watercore, pg_temp;
alter function bill_kept() security definer set search_path = watercore, pg_temp;
alter function account_entry_added() security definer set search_path = watercore, pg_temp;
alter function payment_added() security definer set search_path = watercore, pg_temp;
alter function allocation_added() security definer set search_path = watercore, pg_temp;
alter function late_window_added() security definer set search_path = watercore, pg_temp;
alter function bill_cancellation_added() security definer set search_path = watercore, pg_temp;
alter function take_ids(bigint, bigint) security definer set search_path = watercore, pg_temp;
