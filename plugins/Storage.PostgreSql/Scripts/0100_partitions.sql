-- Long acts cut into partitions, duties that one process has at a time, and the keys of cookies.

create table partitioned_run (
    id              bigint primary key check (id > 0),
    kind            text collate "C" not null,
    key             text collate "C" not null,
    input           text collate "C" not null check (input::json is not null),
    actor           text collate "C" not null,
    actor_position  text collate "C" not null,
    started_at      text collate "C" not null,
    finished_at     text collate "C"
);

-- Of one kind and key one run is open at a time, whoever starts it how often.
create unique index partitioned_run_open on partitioned_run (kind, key) where finished_at is null;

create table run_partition (
    run         bigint not null references partitioned_run (id),
    number      bigint not null check (number > 0),
    after_id    bigint not null,
    through_id  bigint not null,
    claims      bigint not null default 0,
    gone        bigint,
    made        bigint,
    result      text collate "C",
    done_at     text collate "C",
    primary key (run, number),
    check (through_id > after_id),
    check ((done_at is null) = (result is null))
);

create index run_partition_undone on run_partition (run, number) where done_at is null;

create function run_partition_done() returns trigger language plpgsql as $$
begin
    if old.done_at is not null then
        raise exception 'A partition that is done never changes.';
    end if;
    return new;
end $$;

create trigger run_partition_done before update on run_partition for each row execute function run_partition_done();

create table duty (
    name    text collate "C" primary key,
    holder  text collate "C" not null,
    epoch   bigint not null check (epoch > 0),
    beat    bigint not null
);

create function duty_goes_on() returns trigger language plpgsql as $$
begin
    if new.epoch < old.epoch or (new.epoch = old.epoch and new.beat <= old.beat) then
        raise exception 'A duty never goes back.';
    end if;
    return new;
end $$;

create trigger duty_goes_on before update on duty for each row execute function duty_goes_on();

create table protection_key (
    name  text collate "C" primary key,
    body  text collate "C" not null
);
