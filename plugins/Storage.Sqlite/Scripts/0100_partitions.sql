-- Long acts cut into partitions, duties that one process has at a time, and the keys of cookies.

create table partitioned_run (
    id           integer primary key check (id > 0),
    kind         text not null,
    key          text not null,
    input        text not null check (json_valid(input)),
    actor        text not null,
    actor_position text not null,
    started_at   text not null,
    finished_at  text
) strict;

-- Of one kind and key one run is open at a time, whoever starts it how often.
create unique index partitioned_run_open on partitioned_run (kind, key) where finished_at is null;

create table run_partition (
    run        integer not null references partitioned_run (id),
    number     integer not null check (number > 0),
    after_id   integer not null,
    through_id integer not null,
    claims     integer not null default 0,
    gone       integer,
    made       integer,
    result     text,
    done_at    text,
    primary key (run, number),
    check (through_id > after_id),
    check ((done_at is null) = (result is null))
) strict, without rowid;

create index run_partition_undone on run_partition (run, number) where done_at is null;

create trigger run_partition_done before update on run_partition
when old.done_at is not null
begin
    select raise(abort, 'A partition that is done never changes.');
end;

create table duty (
    name    text primary key,
    holder  text not null,
    epoch   integer not null check (epoch > 0),
    beat    integer not null
) strict, without rowid;

create trigger duty_goes_on before update on duty
when new.epoch < old.epoch or (new.epoch = old.epoch and new.beat <= old.beat)
begin
    select raise(abort, 'A duty never goes back.');
end;

create table protection_key (
    name  text primary key,
    body  text not null
) strict, without rowid;
