-- What made the bills of a run: 0 a cycle, 1 a correction. Those that are there are told by the bills of their corrections.

alter table billing_run add column kind bigint not null default 0 check (kind between 0 and 1);

update billing_run set kind = 1 where id in (
    select b.run from bill_correction x
    join bill b on b.account = x.account and b.service_point = x.service_point and b.period_from = x.period_from and b.revision = x.revision);
