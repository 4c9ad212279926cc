-- Campaigns by telephone. The call under way is written before the exchange is asked for it, so that no host calls a number twice.

create table campaign (
    id          integer primary key,
    name        text not null unique check (name <> ''),
    purpose     text not null,
    script      text not null,
    from_day    text not null,
    until_day   text not null check (until_day >= from_day),
    lines       integer not null check (lines > 0),
    per_minute  integer not null check (per_minute > 0),
    state       integer not null check (state between 0 and 2),
    created_at  text not null,
    created_by  text not null,
    revision    integer not null check (revision > 0)
) strict;

create trigger campaign_changed before update on campaign
begin
    select raise(abort, 'The campaign was changed by another person in between.') where new.revision <> old.revision + 1;
    select raise(abort, 'What a campaign is about never changes.') where new.id <> old.id or new.name <> old.name or new.purpose <> old.purpose or new.script <> old.script;
    select raise(abort, 'A campaign that is finished stays finished.') where old.state = 2;
end;

create trigger campaign_stays before delete on campaign begin select raise(abort, 'A campaign is finished, never deleted.'); end;

create table campaign_target (
    campaign  integer not null references campaign (id),
    phone     text not null check (phone <> ''),
    accounts  text not null,
    result    integer not null check (result between 0 and 7),
    tries     integer not null check (tries >= 0),
    next_at   text not null,
    call      text unique,
    done_at   text,
    primary key (campaign, phone),
    check ((result = 0) = (done_at is null)),
    check (result = 0 or call is null)
) strict, without rowid;

create index campaign_target_due on campaign_target (campaign, next_at) where result = 0 and call is null;

create trigger campaign_target_done before update on campaign_target
begin
    select raise(abort, 'A number that is done stays done.') where old.result <> 0;
    select raise(abort, 'Another call to this number is under way.') where old.call is not null and new.call is not null and new.call <> old.call;
    select raise(abort, 'Tries are only ever added.') where new.tries < old.tries;
end;

create trigger campaign_target_stays before delete on campaign_target begin select raise(abort, 'A number of a campaign is never deleted.'); end;

create table campaign_try (
    call          text primary key check (call <> ''),
    campaign      integer not null,
    phone         text not null,
    try           integer not null check (try > 0),
    started_at    text not null,
    ended_at      text not null check (ended_at >= started_at),
    outcome       integer not null check (outcome between 0 and 10),
    talk_seconds  integer not null check (talk_seconds >= 0),
    unique (campaign, phone, try),
    foreign key (campaign, phone) references campaign_target (campaign, phone)
) strict, without rowid;

create index campaign_try_phone on campaign_try (phone, outcome);

create trigger campaign_try_keeps before update on campaign_try begin select raise(abort, 'A call that was made is never changed.'); end;
create trigger campaign_try_stays before delete on campaign_try begin select raise(abort, 'A call that was made is never deleted.'); end;
