-- What customers ask for: applications with their fees and documents, the store of materials, and where water runs.

create table application (
    item      integer primary key references work_item (id),
    kind      text not null,
    account   integer references account (id),
    customer  text not null check (customer <> ''),
    phone     text,
    address   text,
    made_at   text not null
) strict;

create index application_account on application (account);

create table application_fee (
    item      integer not null references application (item),
    line      integer not null check (line > 0),
    name      text not null,
    amount    integer not null check (amount > 0),
    currency  text not null,
    entry     integer not null unique references account_entry (id),
    primary key (item, line)
) strict, without rowid;

-- The content of a document is kept once, under its hash.
create table document_content (
    sha256   text primary key check (length(sha256) = 64),
    content  blob not null
) strict;

create table document (
    item         integer not null references work_item (id),
    line         integer not null check (line > 0),
    name         text not null check (name <> ''),
    file_name    text not null,
    media_type   text not null,
    sha256       text not null references document_content (sha256),
    bytes        integer not null check (bytes >= 0),
    at           text not null,
    attached_by  text not null,
    primary key (item, line)
) strict, without rowid;

create table material (
    code  text primary key check (code <> ''),
    name  text not null,
    unit  text not null
) strict, without rowid;

create table material_move (
    id        integer primary key check (id > 0),
    material  text not null references material (code),
    item      integer references work_item (id),
    quantity  integer not null check (quantity <> 0),
    at        text not null,
    moved_by  text not null,
    note      text not null
) strict;

create index material_move_material on material_move (material, item);
create index material_move_item on material_move (item) where item is not null;

create table supply_change (
    service_point  integer not null references service_point (id),
    sequence       integer not null,
    day            text not null check (day is date(day)),
    supplied       integer not null check (supplied in (0, 1)),
    item           integer not null references work_item (id),
    primary key (service_point, sequence)
) strict, without rowid;

create trigger material_move_added before insert on material_move
begin
    select raise(abort, 'There is not enough of the material in the store.')
    where (select coalesce(sum(m.quantity), 0) from material_move m where m.material = new.material) + new.quantity < 0;
    select raise(abort, 'More of the material would come back than was issued for the work item.')
    where new.item is not null
      and (select coalesce(sum(m.quantity), 0) from material_move m where m.material = new.material and m.item = new.item) + new.quantity > 0;
end;

create trigger supply_change_added before insert on supply_change
begin
    select raise(abort, 'A change of supply must follow the last one.')
    where new.sequence <> (select coalesce(max(s.sequence), 0) + 1 from supply_change s where s.service_point = new.service_point);
    select raise(abort, 'Water runs, or does not, already.')
    where new.supplied = coalesce((select s.supplied from supply_change s where s.service_point = new.service_point order by s.sequence desc limit 1), 1);
end;

create trigger application_keeps before update on application
when old.account is not null or new.account is null or new.item <> old.item or new.kind <> old.kind or new.customer <> old.customer
  or new.phone is not old.phone or new.address is not old.address or new.made_at <> old.made_at
begin
    select raise(abort, 'Of an application nothing changes but its account, once.');
end;

create trigger application_stays before delete on application begin select raise(abort, 'An application is never deleted.'); end;
create trigger application_fee_keeps before update on application_fee begin select raise(abort, 'A fee on record never changes.'); end;
create trigger application_fee_stays before delete on application_fee begin select raise(abort, 'A fee on record is never deleted.'); end;
create trigger document_content_keeps before update on document_content begin select raise(abort, 'A document never changes.'); end;
create trigger document_content_stays before delete on document_content begin select raise(abort, 'A document is never deleted.'); end;
create trigger document_keeps before update on document begin select raise(abort, 'A document never changes.'); end;
create trigger document_stays before delete on document begin select raise(abort, 'A document is never deleted.'); end;
create trigger material_move_keeps before update on material_move begin select raise(abort, 'A move of material never changes.'); end;
create trigger material_move_stays before delete on material_move begin select raise(abort, 'A move of material is never deleted.'); end;
create trigger supply_change_keeps before update on supply_change begin select raise(abort, 'A change of supply on record never changes.'); end;
create trigger supply_change_stays before delete on supply_change begin select raise(abort, 'A change of supply on record is never deleted.'); end;
