-- What of the hotline must outlive a host and hold on several: how often a PIN was wrong, who sits where, what the telephone does now, and recordings.

create table identification_count (
    day    text not null,
    scope  integer not null check (scope between 0 and 3),
    key    text not null,
    count  integer not null check (count >= 0),
    primary key (day, scope, key)
) strict, without rowid;

create table agent_seat (
    number      text primary key check (number <> ''),
    name        text not null check (name <> ''),
    skills      text not null,
    wish        integer not null check (wish between 0 and 2),
    revision    integer not null check (revision > 0),
    changed_at  text not null
) strict, without rowid;

create trigger agent_seat_changed before update on agent_seat
when new.revision <> old.revision + 1
begin
    select raise(abort, 'The seat was changed by another person in between.');
end;

-- One row: what the host that has the telephone shows to the others.
create table hotline_now (
    id       integer primary key check (id = 1),
    at       text not null,
    content  text not null check (json_valid(content))
) strict;

create table call_recording (
    name        text primary key check (name <> ''),
    call        text not null references hotline_call (id),
    account     text,
    agent       text not null,
    from_at     text not null,
    until_at    text not null check (until_at >= from_at),
    bytes       integer not null check (bytes >= 0),
    sha256      text not null check (length(sha256) = 64),
    erased_at   text
) strict, without rowid;

create index call_recording_call on call_recording (call);
create index call_recording_from on call_recording (from_at) where erased_at is null;

create trigger call_recording_keeps before update on call_recording
when old.erased_at is not null or new.erased_at is null or new.name <> old.name or new.call <> old.call or new.account is not old.account or new.agent <> old.agent
  or new.from_at <> old.from_at or new.until_at <> old.until_at or new.bytes <> old.bytes or new.sha256 <> old.sha256
begin
    select raise(abort, 'Of a recording only its erasure is written, once.');
end;

create trigger call_recording_stays before delete on call_recording begin select raise(abort, 'That there was a recording is never deleted.'); end;
