-- Campaigns that listen for machines, numbers by area and with the reason why they wait; and the outcome that a machine answered.

alter table campaign add column detect_machine bigint not null default 0 check (detect_machine between 0 and 1);
alter table campaign_target add column area text collate "C";
alter table campaign_target add column waits text collate "C";

alter table campaign_try drop constraint campaign_try_outcome_check;
alter table campaign_try add constraint campaign_try_outcome_check check (outcome between 0 and 11);

create index campaign_try_reached on campaign_try (phone, ended_at);
