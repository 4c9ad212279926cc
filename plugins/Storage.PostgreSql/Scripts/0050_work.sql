-- Work between positions, and the organisation. Instants that are compared have nine digits after the second, so that they sort as text.

create table organization (
    revision   bigint primary key check (revision > 0),
    document   text collate "C" not null
);

create table workflow (
    code          text collate "C" not null check (code <> ''),
    version       bigint not null,
    document      text collate "C" not null,
    digest        text collate "C" not null,
    published_at  text collate "C" not null,
    primary key (code, version)
);

create table work_item (
    id          bigint primary key check (id > 0),
    definition  text collate "C" not null,
    version     bigint not null,
    office      text collate "C" not null,
    subject     text collate "C" not null,
    started_at  text collate "C" not null,
    closed_at   text collate "C",
    status      bigint not null check (status between 0 and 2),
    urged       bigint not null check (urged >= 0),
    revision    bigint not null check (revision > 0),
    branches    bigint not null check (branches >= 0),
    clock_due   text collate "C",
    state       text collate "C" not null check (state::json is not null),
    foreign key (definition, version) references workflow (code, version),
    check ((status = 0) = (branches > 0)),
    check ((status = 0) = (closed_at is null))
);

create index work_item_open on work_item (office) where status = 0;

-- Where the branches of an item lie: rows of the item's own revision, as many as the item says, each in one position.
create table work_branch (
    item      bigint not null references work_item (id) deferrable initially deferred,
    revision  bigint not null,
    path      text collate "C" not null check (path <> ''),
    step      text collate "C" not null,
    position  text collate "C" not null check (position <> ''),
    phase     bigint not null check (phase between 0 and 3),
    entered   text collate "C" not null,
    opened    text collate "C",
    holder    text collate "C",
    due       text collate "C",
    state     text collate "C" check (state::json is not null),
    primary key (item, revision, path),
    foreign key (item, revision) references work_act (item, revision) deferrable initially deferred
);

create index work_branch_position on work_branch (position);

create table work_act (
    item            bigint not null references work_item (id),
    revision        bigint not null,
    at              text collate "C" not null,
    actor           text collate "C" not null,
    actor_position  text collate "C" not null,
    action          bigint not null,
    path            text collate "C" not null,
    step            text collate "C" not null,
    target          text collate "C",
    note            text collate "C",
    primary key (item, revision)
);

create table work_visit (
    item          bigint not null,
    revision      bigint not null,
    path          text collate "C" not null,
    definition    text collate "C" not null,
    version       bigint not null,
    office        text collate "C" not null,
    step          text collate "C" not null,
    position      text collate "C" not null,
    holder        text collate "C",
    entered       text collate "C" not null,
    opened        text collate "C",
    due           text collate "C",
    left_at       text collate "C" not null check (left_at >= entered),
    action        bigint not null,
    note          text collate "C",
    used_minutes  bigint not null check (used_minutes >= 0),
    primary key (item, revision, path),
    foreign key (item, revision) references work_act (item, revision) deferrable initially deferred
);

alter table work_item add foreign key (id, revision) references work_act (item, revision) deferrable initially deferred;

-- Sequences without gaps.

create function organization_added() returns trigger language plpgsql as $$
begin
    if new.revision <> (select coalesce(max(o.revision), 0) + 1 from organization o) then
        raise exception 'Another revision of the organisation is stored.';
    end if;
    return new;
end $$;

create trigger organization_added before insert on organization for each row execute function organization_added();

create function workflow_added() returns trigger language plpgsql as $$
begin
    if new.version <> (select coalesce(max(w.version), 0) + 1 from workflow w where w.code = new.code) then
        raise exception 'A version of a workflow must follow the last one.';
    end if;
    return new;
end $$;

create trigger workflow_added before insert on workflow for each row execute function workflow_added();

create function work_act_added() returns trigger language plpgsql as $$
begin
    if new.revision <> (select i.revision from work_item i where i.id = new.item) then
        raise exception 'An action must make the revision that its item has.';
    end if;
    return new;
end $$;

create trigger work_act_added before insert on work_act for each row execute function work_act_added();

-- The branches of the next revision are written first and the item last, which counts them and drops those before.

create function work_branch_added() returns trigger language plpgsql as $$
begin
    if new.revision <> coalesce((select i.revision from work_item i where i.id = new.item), 0) + 1 then
        raise exception 'Somebody else acted on the work item first.';
    end if;
    return new;
end $$;

create trigger work_branch_added before insert on work_branch for each row execute function work_branch_added();

create function work_item_lies(which bigint, its_revision bigint, wanted bigint) returns boolean language sql stable as $$
    select (select count(*) from work_branch b where b.item = which and b.revision = its_revision) = wanted
$$;

create function work_item_added() returns trigger language plpgsql as $$
begin
    if new.revision <> 1 then
        raise exception 'A work item begins with revision 1.';
    end if;
    if not work_item_lies(new.id, new.revision, new.branches) then
        raise exception 'A work item must lie in the positions of its branches.';
    end if;
    return new;
end $$;

create trigger work_item_added before insert on work_item for each row execute function work_item_added();

create function work_item_moved() returns trigger language plpgsql as $$
begin
    if new.revision <> old.revision + 1 then
        raise exception 'Somebody else acted on the work item first.';
    end if;
    if old.status <> 0 then
        raise exception 'A closed work item never changes.';
    end if;
    if new.id <> old.id or new.definition <> old.definition or new.office <> old.office or new.started_at <> old.started_at then
        raise exception 'A work item keeps its id, definition, office and start.';
    end if;
    if not work_item_lies(new.id, new.revision, new.branches) then
        raise exception 'A work item must lie in the positions of its branches.';
    end if;
    return new;
end $$;

create trigger work_item_moved before update on work_item for each row execute function work_item_moved();

create function work_item_left() returns trigger language plpgsql as $$
begin
    delete from work_branch where item = new.id and revision < new.revision;
    return null;
end $$;

create trigger work_item_left after update on work_item for each row execute function work_item_left();

create function work_branch_stays() returns trigger language plpgsql as $$
begin
    if old.revision >= (select i.revision from work_item i where i.id = old.item) then
        raise exception 'A branch leaves its position with its work item.';
    end if;
    return old;
end $$;

create trigger work_branch_stays before delete on work_branch for each row execute function work_branch_stays();
create trigger work_branch_keeps before update or truncate on work_branch execute function refuse('A branch moves with its work item.');
create trigger work_item_stays before delete or truncate on work_item execute function refuse('A work item is never deleted.');

-- Append-only: published definitions, the record of work, and the organisation as it was.

create trigger organization_keeps before update or delete or truncate on organization execute function refuse('A revision of the organisation never changes and is never deleted.');
create trigger workflow_keeps before update or delete or truncate on workflow execute function refuse('A published workflow never changes and is never deleted.');
create trigger work_act_keeps before update or delete or truncate on work_act execute function refuse('An action on record never changes and is never deleted.');
create trigger work_visit_keeps before update or delete or truncate on work_visit execute function refuse('A stay on record never changes and is never deleted.');
