-- One look at a bill that is added where there were two, and when it is in its place: to enter a trigger costs a million bills more than what it asks, and to enter it
-- before costs more than after. The rules are the same.

drop trigger bill_added;
drop trigger bill_in_open_period;

create trigger bill_added after insert on bill
when new.revision <> 0
  or new.issued_on < (select max(p.before_day) from period_close p)
  or (select b.period_to = new.period_from and b.period_from < new.period_from
             and not exists (
                 select 1 from bill_cancellation c
                 where c.account = b.account and c.service_point = b.service_point and c.period_from = b.period_from and c.revision = b.revision)
      from bill b
      where b.account = new.account and b.service_point = new.service_point and (b.period_from <> new.period_from or b.revision <> new.revision)
      order by b.period_from desc, b.revision desc limit 1) = 0
  or (select count(*) from bill b where b.closing_reading = new.closing_reading) > 1
begin
    select raise(abort, 'The day lies in a closed period.')
    where new.issued_on < (select max(p.before_day) from period_close p);
    select raise(abort, 'A live bill of this period exists already.')
    where exists (
        select 1 from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision <> new.revision);
    select raise(abort, 'A bill must have the revision after the last one of its period.')
    where new.revision <> (
        select coalesce(max(b.revision), -1) + 1 from bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision <> new.revision);
    select raise(abort, 'A bill must start on the day where the one before ended.')
    where new.period_from <> (
        select b.period_to from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from < new.period_from
        order by b.period_from desc limit 1);
    select raise(abort, 'A bill must end on the day where the one after starts.')
    where new.period_to <> (
        select b.period_from from live_bill b
        where b.account = new.account and b.service_point = new.service_point and b.period_from > new.period_from
        order by b.period_from limit 1);
    select raise(abort, 'The closing reading closes another live bill already.')
    where exists (
        select 1 from live_bill b
        where b.closing_reading = new.closing_reading
          and not (b.account = new.account and b.service_point = new.service_point and b.period_from = new.period_from and b.revision = new.revision));
end;
