-- Work between positions, and the organisation. Instants that are compared have nine digits after the second, so that they sort as text.

create table organization (
    revision   integer primary key check (revision > 0),
    document   text not null
) strict;

create table workflow (
    code          text not null check (code <> ''),
    version       integer not null,
    document      text not null,
    digest        text not null,
    published_at  text not null,
    primary key (code, version)
) strict, without rowid;

create table work_item (
    id          integer primary key check (id > 0),
    definition  text not null,
    version     integer not null,
    office      text not null,
    subject     text not null,
    started_at  text not null,
    closed_at   text,
    status      integer not null check (status between 0 and 2),
    urged       integer not null check (urged >= 0),
    revision    integer not null check (revision > 0),
    branches    integer not null check (branches >= 0),
    clock_due   text,
    state       text not null check (json_valid(state)),
    foreign key (definition, version) references workflow (code, version),
    foreign key (id, revision) references work_act (item, revision) deferrable initially deferred,
    check ((status = 0) = (branches > 0)),
    check ((status = 0) = (closed_at is null))
) strict;

create index work_item_open on work_item (office) where status = 0;

-- Where the branches of an item lie: rows of the item's own revision, as many as the item says, each in one position.
create table work_branch (
    item      integer not null references work_item (id) deferrable initially deferred,
    revision  integer not null,
    path      text not null check (path <> ''),
    step      text not null,
    position  text not null check (position <> ''),
    phase     integer not null check (phase between 0 and 3),
    entered   text not null,
    opened    text,
    holder    text,
    due       text,
    state     text check (json_valid(state)),
    primary key (item, revision, path),
    foreign key (item, revision) references work_act (item, revision) deferrable initially deferred
) strict, without rowid;

create index work_branch_position on work_branch (position);

create table work_act (
    item            integer not null references work_item (id),
    revision        integer not null,
    at              text not null,
    actor           text not null,
    actor_position  text not null,
    action          integer not null,
    path            text not null,
    step            text not null,
    target          text,
    note            text,
    primary key (item, revision)
) strict, without rowid;

create table work_visit (
    item          integer not null,
    revision      integer not null,
    path          text not null,
    definition    text not null,
    version       integer not null,
    office        text not null,
    step          text not null,
    position      text not null,
    holder        text,
    entered       text not null,
    opened        text,
    due           text,
    left_at       text not null check (left_at >= entered),
    action        integer not null,
    note          text,
    used_minutes  integer not null check (used_minutes >= 0),
    primary key (item, revision, path),
    foreign key (item, revision) references work_act (item, revision) deferrable initially deferred
) strict, without rowid;

-- Sequences without gaps.

create trigger organization_added before insert on organization
when new.revision <> (select coalesce(max(o.revision), 0) + 1 from organization o)
begin
    select raise(abort, 'Another revision of the organisation is stored.');
end;

create trigger workflow_added before insert on workflow
when new.version <> (select coalesce(max(w.version), 0) + 1 from workflow w where w.code = new.code)
begin
    select raise(abort, 'A version of a workflow must follow the last one.');
end;

create trigger work_act_added before insert on work_act
when new.revision <> (select i.revision from work_item i where i.id = new.item)
begin
    select raise(abort, 'An action must make the revision that its item has.');
end;

-- The branches of the next revision are written first and the item last, which counts them and drops those before.

create trigger work_branch_added before insert on work_branch
when new.revision <> coalesce((select i.revision from work_item i where i.id = new.item), 0) + 1
begin
    select raise(abort, 'Somebody else acted on the work item first.');
end;

create trigger work_item_added before insert on work_item
begin
    select raise(abort, 'A work item begins with revision 1.') where new.revision <> 1;
    select raise(abort, 'A work item must lie in the positions of its branches.')
    where (select count(*) from work_branch b where b.item = new.id and b.revision = new.revision) <> new.branches;
end;

create trigger work_item_moved before update on work_item
begin
    select raise(abort, 'Somebody else acted on the work item first.') where new.revision <> old.revision + 1;
    select raise(abort, 'A closed work item never changes.') where old.status <> 0;
    select raise(abort, 'A work item keeps its id, definition, office and start.')
    where new.id <> old.id or new.definition <> old.definition or new.office <> old.office or new.started_at <> old.started_at;
    select raise(abort, 'A work item must lie in the positions of its branches.')
    where (select count(*) from work_branch b where b.item = new.id and b.revision = new.revision) <> new.branches;
end;

create trigger work_item_left after update on work_item
begin
    delete from work_branch where item = new.id and revision < new.revision;
end;

create trigger work_branch_keeps before update on work_branch begin select raise(abort, 'A branch moves with its work item.'); end;

create trigger work_branch_stays before delete on work_branch
when old.revision >= (select i.revision from work_item i where i.id = old.item)
begin
    select raise(abort, 'A branch leaves its position with its work item.');
end;

create trigger work_item_stays before delete on work_item begin select raise(abort, 'A work item is never deleted.'); end;

-- Append-only: published definitions, the record of work, and the organisation as it was.

create trigger organization_keeps before update on organization begin select raise(abort, 'A revision of the organisation never changes.'); end;
create trigger organization_stays before delete on organization begin select raise(abort, 'A revision of the organisation is never deleted.'); end;
create trigger workflow_keeps before update on workflow begin select raise(abort, 'A published workflow never changes.'); end;
create trigger workflow_stays before delete on workflow begin select raise(abort, 'A published workflow is never deleted.'); end;
create trigger work_act_keeps before update on work_act begin select raise(abort, 'An action on record never changes.'); end;
create trigger work_act_stays before delete on work_act begin select raise(abort, 'An action on record is never deleted.'); end;
create trigger work_visit_keeps before update on work_visit begin select raise(abort, 'A stay on record never changes.'); end;
create trigger work_visit_stays before delete on work_visit begin select raise(abort, 'A stay on record is never deleted.'); end;
