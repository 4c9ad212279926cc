-- The rules of 0010's tables.

-- Whoever writes money of an account waits here for whoever writes it already, so that every rule below looks at what is committed.

create function lock_account(which bigint) returns void language sql volatile as $$
    select 1 from account a where a.id = which for no key update
$$;

-- An entry: reversed once and exactly; refunded no more than is left; nothing into a closed period or a counted drawer.

create function account_entry_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    if new.ledger like 'cash.%' then
        -- Shared by those who pay in and out, kept alone by who counts.
        perform pg_advisory_xact_lock_shared(turn(new.ledger));
        if exists (select 1 from drawer_close d where d.drawer = substr(new.ledger, 6) and d.day = new.day) then
            raise exception 'The drawer was counted and closed for the day.';
        end if;
    end if;
    if new.kind = 5 then
        if not exists (
            select 1 from account_entry o
            where o.id = new.corrects and o.account = new.account and o.amount = -new.amount and o.currency = new.currency and o.ledger = new.ledger
              and o.kind in (1, 2, 3, 6)) then
            raise exception 'A reversal must be the exact opposite of an entry of the same account that can be reversed.';
        end if;
        if exists (select 1 from account_entry r where r.corrects = new.corrects and r.kind = 4)
            or (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects) <> 0
            or (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.corrects) <> 0 then
            raise exception 'The entry is still allocated or refunded in part and cannot be reversed.';
        end if;
    end if;
    if new.kind = 4 then
        if not exists (
            select 1 from account_entry o
            where o.id = new.corrects and o.account = new.account and o.currency = new.currency and o.amount < 0 and o.kind in (1, 3)
              and not exists (select 1 from account_entry r where r.corrects = o.id and r.kind = 5)) then
            raise exception 'A refund must be paid from a credit of the same account that is not reversed.';
        end if;
        if new.amount >
            (select -o.amount from account_entry o where o.id = new.corrects)
            - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.corrects and r.kind = 4)
            - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.corrects) then
            raise exception 'Refunds and allocations together would be more than the credit.';
        end if;
    end if;
    return new;
end $$;

create trigger account_entry_added before insert on account_entry for each row execute function account_entry_added();

create function payment_added() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from account_entry e where e.id = new.entry and e.kind = 1) then
        raise exception 'The entry is no payment.';
    end if;
    if new.receipt_number <> (
        select coalesce(max(p.receipt_number), 0) + 1 from payment p
        where p.receipt_branch = new.receipt_branch and p.receipt_year = new.receipt_year) then
        raise exception 'The receipt does not follow the last one of its branch and year.';
    end if;
    return new;
end $$;

create trigger payment_added before insert on payment for each row execute function payment_added();

create function allocation_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    if not exists (
        select 1 from account_entry c
        where c.id = new.credit and c.account = new.account and c.currency = new.currency and (c.kind in (1, 6) or (c.kind = 3 and c.amount < 0))
          and (new.amount < 0 or not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5))) then
        raise exception 'The credit must be a live one of the same account and currency.';
    end if;
    if new.amount > 0 and new.charge is not null and not exists (
        select 1 from account_entry c
        where c.id = new.charge and c.account = new.account and c.currency = new.currency and (c.kind = 2 or (c.kind = 3 and c.amount > 0))
          and not exists (select 1 from account_entry r where r.corrects = c.id and r.kind = 5)) then
        raise exception 'The charge must be a live one of the same account and currency.';
    end if;
    if new.amount > 0 and new.charge is null and not exists (
        select 1 from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision
          and b.currency = new.currency) then
        raise exception 'The bill must be a live one of the same account and currency.';
    end if;
    if new.amount >
        (select -c.amount from account_entry c where c.id = new.credit)
        - (select coalesce(sum(r.amount), 0) from account_entry r where r.corrects = new.credit and r.kind = 4)
        - (select coalesce(sum(a.amount), 0) from allocation a where a.credit = new.credit) then
        raise exception 'The allocations would be more than the credit.';
    end if;
    if new.amount > 0 and new.amount > (case when new.charge is not null
        then (select c.amount from account_entry c where c.id = new.charge) - (select coalesce(sum(a.amount), 0) from allocation a where a.charge = new.charge)
        else (select b.total from bill b
              where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision)
             - (select coalesce(sum(a.amount), 0) from allocation a
                where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) end) then
        raise exception 'The allocations would be more than the charge.';
    end if;
    if new.releases is not null and not exists (
        select 1 from allocation a
        where a.id = new.releases and a.amount = -new.amount and a.currency = new.currency and a.account = new.account and a.credit = new.credit
          and a.charge is not distinct from new.charge and a.service_point is not distinct from new.service_point
          and a.period_from is not distinct from new.period_from and a.revision is not distinct from new.revision) then
        raise exception 'A release must be the exact opposite of what it releases.';
    end if;
    return new;
end $$;

create trigger allocation_added before insert on allocation for each row execute function allocation_added();

create function late_window_added() returns trigger language plpgsql as $$
begin
    perform lock_account(new.account);
    if exists (
        select 1 from late_window w
        where w.account = new.account and w.service_point = new.service_point and w.period_from = new.period_from and w.revision = new.revision
          and w.to_day > new.from_day) then
        raise exception 'Late charges of this bill were made for some of these days already, or for later ones.';
    end if;
    if not exists (
        select 1 from account_entry e
        where e.id = new.entry and e.kind = 2 and e.account = new.account and e.service_point = new.service_point
          and e.period_from = new.period_from and e.revision = new.revision) then
        raise exception 'The entry is no late charge on this bill.';
    end if;
    return new;
end $$;

create trigger late_window_added before insert on late_window for each row execute function late_window_added();

create function bill_cancellation_added() returns trigger language plpgsql as $$
begin
    -- Stronger than lock_account: bills that are being added wait too.
    perform 1 from account a where a.id = new.account for update;
    if (select coalesce(sum(a.amount), 0) from allocation a
        where a.account = new.account and a.service_point = new.service_point and a.period_from = new.period_from and a.revision = new.revision) <> 0 then
        raise exception 'The bill is still paid in part and cannot be cancelled before that is released.';
    end if;
    return new;
end $$;

create trigger bill_cancellation_added before insert on bill_cancellation for each row execute function bill_cancellation_added();

create function period_close_added() returns trigger language plpgsql as $$
begin
    lock table period_close in share row exclusive mode;
    if new.before_day <= (select max(p.before_day) from period_close p) then
        raise exception 'Everything before the day is closed already.';
    end if;
    return new;
end $$;

create trigger period_close_added before insert on period_close for each row execute function period_close_added();

create function drawer_close_added() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(turn('cash.' || new.drawer));
    return new;
end $$;

create trigger drawer_close_added before insert on drawer_close for each row execute function drawer_close_added();

create function journal_in_open_period() returns trigger language plpgsql as $$
begin
    if new.day < (select max(p.before_day) from period_close p) then
        raise exception 'The day lies in a closed period.';
    end if;
    return new;
end $$;

create trigger journal_in_open_period before insert on journal for each row execute function journal_in_open_period();

create function bill_in_open_period() returns trigger language plpgsql as $$
begin
    if exists (select 1 from added n where n.issued_on < (select max(p.before_day) from period_close p)) then
        raise exception 'The day lies in a closed period.';
    end if;
    return null;
end $$;

create trigger bill_in_open_period after insert on bill referencing new table as added for each statement execute function bill_in_open_period();

create function outbox_added() returns trigger language plpgsql as $$
begin
    if new.sequence <> (select coalesce(max(o.sequence), 0) + 1 from outbox o) then
        raise exception 'The message does not follow the last one.';
    end if;
    return new;
end $$;

create trigger outbox_added before insert on outbox for each row execute function outbox_added();

create function outbox_kept() returns trigger language plpgsql as $$
begin
    if old.delivered_at is not null or (new.key, new.topic, new.body, new.sequence, new.at) <> (old.key, old.topic, old.body, old.sequence, old.at) then
        raise exception 'A message never changes.';
    end if;
    return new;
end $$;

create trigger outbox_keeps before update on outbox for each row execute function outbox_kept();

-- Append-only.

create trigger account_entry_keeps before update or delete or truncate on account_entry execute function refuse('An entry never changes and is never deleted.');
create trigger payment_keeps before update or delete or truncate on payment execute function refuse('A payment never changes and is never deleted.');
create trigger allocation_keeps before update or delete or truncate on allocation execute function refuse('An allocation never changes and is never deleted.');
create trigger late_window_keeps before update or delete or truncate on late_window execute function refuse('Charged days never change and are never deleted.');
create trigger bill_correction_keeps before update or delete or truncate on bill_correction execute function refuse('A correction never changes and is never deleted.');
create trigger period_close_keeps before update or delete or truncate on period_close execute function refuse('A closed period never changes and is never opened.');
create trigger drawer_close_keeps before update or delete or truncate on drawer_close execute function refuse('A count never changes and is never deleted.');
create trigger bank_batch_keeps before update or delete or truncate on bank_batch execute function refuse('A batch never changes and is never deleted.');
create trigger bank_batch_line_keeps before update or delete or truncate on bank_batch_line execute function refuse('A batch never changes and is never deleted.');
create trigger bank_return_keeps before update or delete or truncate on bank_return execute function refuse('A return never changes and is never deleted.');
create trigger bank_return_line_keeps before update or delete or truncate on bank_return_line execute function refuse('A return never changes and is never deleted.');
create trigger dunning_step_keeps before update or delete or truncate on dunning_step execute function refuse('A step that was taken never changes and is never deleted.');
create trigger account_hold_keeps before update or delete or truncate on account_hold execute function refuse('A hold never changes; end it.');
create trigger outbox_stays before delete or truncate on outbox execute function refuse('A message is never deleted.');
