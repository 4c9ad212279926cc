-- Campaigns by telephone. The call under way is written before the exchange is asked for it, so that no host calls a number twice.

create table campaign (
    id          bigint primary key,
    name        text collate "C" not null unique check (name <> ''),
    purpose     text collate "C" not null,
    script      text collate "C" not null,
    from_day    date not null,
    until_day   date not null check (until_day >= from_day),
    lines       bigint not null check (lines > 0),
    per_minute  bigint not null check (per_minute > 0),
    state       bigint not null check (state between 0 and 2),
    created_at  text collate "C" not null,
    created_by  text collate "C" not null,
    revision    bigint not null check (revision > 0)
);

create function campaign_changed() returns trigger language plpgsql as $$
begin
    if new.revision <> old.revision + 1 then
        raise exception 'The campaign was changed by another person in between.';
    end if;
    if (new.id, new.name, new.purpose, new.script) <> (old.id, old.name, old.purpose, old.script) then
        raise exception 'What a campaign is about never changes.';
    end if;
    if old.state = 2 then
        raise exception 'A campaign that is finished stays finished.';
    end if;
    return new;
end $$;

create trigger campaign_changed before update on campaign for each row execute function campaign_changed();
create trigger campaign_stays before delete or truncate on campaign execute function refuse('A campaign is finished, never deleted.');

create table campaign_target (
    campaign  bigint not null references campaign (id),
    phone     text collate "C" not null check (phone <> ''),
    accounts  text collate "C" not null,
    result    bigint not null check (result between 0 and 7),
    tries     bigint not null check (tries >= 0),
    next_at   text collate "C" not null,
    call      text collate "C" unique,
    done_at   text collate "C",
    primary key (campaign, phone),
    check ((result = 0) = (done_at is null)),
    check (result = 0 or call is null)
);

create index campaign_target_due on campaign_target (campaign, next_at) where result = 0 and call is null;

create function campaign_target_changed() returns trigger language plpgsql as $$
begin
    if old.result <> 0 then
        raise exception 'A number that is done stays done.';
    end if;
    if old.call is not null and new.call is not null and new.call <> old.call then
        raise exception 'Another call to this number is under way.';
    end if;
    if new.tries < old.tries then
        raise exception 'Tries are only ever added.';
    end if;
    return new;
end $$;

create trigger campaign_target_done before update on campaign_target for each row execute function campaign_target_changed();
create trigger campaign_target_stays before delete or truncate on campaign_target execute function refuse('A number of a campaign is never deleted.');

create table campaign_try (
    call          text collate "C" primary key check (call <> ''),
    campaign      bigint not null,
    phone         text collate "C" not null,
    try           bigint not null check (try > 0),
    started_at    text collate "C" not null,
    ended_at      text collate "C" not null check (ended_at >= started_at),
    outcome       bigint not null check (outcome between 0 and 10),
    talk_seconds  bigint not null check (talk_seconds >= 0),
    unique (campaign, phone, try),
    foreign key (campaign, phone) references campaign_target (campaign, phone)
);

create index campaign_try_phone on campaign_try (phone, outcome);

create trigger campaign_try_keeps before update or delete or truncate on campaign_try execute function refuse('A call that was made never changes and is never deleted.');
