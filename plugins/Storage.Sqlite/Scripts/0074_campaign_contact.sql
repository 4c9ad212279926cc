-- Campaigns that listen for machines, numbers by area and with the reason why they wait; and the outcome that a machine answered.

alter table campaign add column detect_machine integer not null default 0 check (detect_machine between 0 and 1);
alter table campaign_target add column area text;
alter table campaign_target add column waits text;

create table campaign_try_next (
    call          text primary key check (call <> ''),
    campaign      integer not null,
    phone         text not null,
    try           integer not null check (try > 0),
    started_at    text not null,
    ended_at      text not null check (ended_at >= started_at),
    outcome       integer not null check (outcome between 0 and 11),
    talk_seconds  integer not null check (talk_seconds >= 0),
    unique (campaign, phone, try),
    foreign key (campaign, phone) references campaign_target (campaign, phone)
) strict, without rowid;

insert into campaign_try_next select call, campaign, phone, try, started_at, ended_at, outcome, talk_seconds from campaign_try;
drop table campaign_try;
alter table campaign_try_next rename to campaign_try;

create index campaign_try_phone on campaign_try (phone, outcome);
create index campaign_try_reached on campaign_try (phone, ended_at);

create trigger campaign_try_keeps before update on campaign_try begin select raise(abort, 'A call that was made is never changed.'); end;
create trigger campaign_try_stays before delete on campaign_try begin select raise(abort, 'A call that was made is never deleted.'); end;
