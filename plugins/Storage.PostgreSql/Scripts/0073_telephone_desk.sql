-- What of the hotline must outlive a host and hold on several: how often a PIN was wrong, who sits where, what the telephone does now, and recordings.

create table identification_count (
    day    date not null,
    scope  bigint not null check (scope between 0 and 3),
    key    text collate "C" not null,
    count  bigint not null check (count >= 0),
    primary key (day, scope, key)
);

create table agent_seat (
    number      text collate "C" primary key check (number <> ''),
    name        text collate "C" not null check (name <> ''),
    skills      text collate "C" not null,
    wish        bigint not null check (wish between 0 and 2),
    revision    bigint not null check (revision > 0),
    changed_at  text collate "C" not null
);

create function agent_seat_changed() returns trigger language plpgsql as $$
begin
    if new.revision <> old.revision + 1 then
        raise exception 'The seat was changed by another person in between.';
    end if;
    return new;
end $$;

create trigger agent_seat_changed before update on agent_seat for each row execute function agent_seat_changed();

-- One row: what the host that has the telephone shows to the others.
create table hotline_now (
    id       bigint primary key check (id = 1),
    at       text collate "C" not null,
    content  text collate "C" not null
);

create table call_recording (
    name        text collate "C" primary key check (name <> ''),
    call        text collate "C" not null references hotline_call (id),
    account     text collate "C",
    agent       text collate "C" not null,
    from_at     text collate "C" not null,
    until_at    text collate "C" not null check (until_at >= from_at),
    bytes       bigint not null check (bytes >= 0),
    sha256      text collate "C" not null check (length(sha256) = 64),
    erased_at   text collate "C"
);

create index call_recording_call on call_recording (call);
create index call_recording_from on call_recording (from_at) where erased_at is null;

create function call_recording_changed() returns trigger language plpgsql as $$
begin
    if old.erased_at is not null or new.erased_at is null or new.name <> old.name or new.call <> old.call or new.account is distinct from old.account or new.agent <> old.agent
       or new.from_at <> old.from_at or new.until_at <> old.until_at or new.bytes <> old.bytes or new.sha256 <> old.sha256 then
        raise exception 'Of a recording only its erasure is written, once.';
    end if;
    return new;
end $$;

create trigger call_recording_keeps before update on call_recording for each row execute function call_recording_changed();
create trigger call_recording_stays before delete or truncate on call_recording execute function refuse('That there was a recording is never deleted.');
