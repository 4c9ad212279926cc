-- What customers ask for: applications with their fees and documents, the store of materials, and where water runs.

create table application (
    item      bigint primary key references work_item (id),
    kind      text collate "C" not null,
    account   bigint references account (id),
    customer  text collate "C" not null check (customer <> ''),
    phone     text collate "C",
    address   text collate "C",
    made_at   text collate "C" not null
);

create index application_account on application (account);

create table application_fee (
    item      bigint not null references application (item),
    line      bigint not null check (line > 0),
    name      text collate "C" not null,
    amount    bigint not null check (amount > 0),
    currency  text collate "C" not null,
    entry     bigint not null unique references account_entry (id),
    primary key (item, line)
);

-- The content of a document is kept once, under its hash.
create table document_content (
    sha256   text collate "C" primary key check (length(sha256) = 64),
    content  bytea not null
);

create table document (
    item         bigint not null references work_item (id),
    line         bigint not null check (line > 0),
    name         text collate "C" not null check (name <> ''),
    file_name    text collate "C" not null,
    media_type   text collate "C" not null,
    sha256       text collate "C" not null references document_content (sha256),
    bytes        bigint not null check (bytes >= 0),
    at           text collate "C" not null,
    attached_by  text collate "C" not null,
    primary key (item, line)
);

create table material (
    code  text collate "C" primary key check (code <> ''),
    name  text collate "C" not null,
    unit  text collate "C" not null
);

create table material_move (
    id        bigint primary key check (id > 0),
    material  text collate "C" not null references material (code),
    item      bigint references work_item (id),
    quantity  bigint not null check (quantity <> 0),
    at        text collate "C" not null,
    moved_by  text collate "C" not null,
    note      text collate "C" not null
);

create index material_move_material on material_move (material, item);
create index material_move_item on material_move (item) where item is not null;

create table supply_change (
    service_point  bigint not null references service_point (id),
    sequence       bigint not null,
    day            date not null,
    supplied       bigint not null check (supplied in (0, 1)),
    item           bigint not null references work_item (id),
    primary key (service_point, sequence)
);

create function material_move_added() returns trigger language plpgsql as $$
begin
    -- Writers of one material wait for each other, so that two cannot both take the last of it.
    perform 1 from material m where m.code = new.material for update;
    if (select coalesce(sum(m.quantity), 0) from material_move m where m.material = new.material) + new.quantity < 0 then
        raise exception 'There is not enough of the material in the store.';
    end if;
    if new.item is not null and (select coalesce(sum(m.quantity), 0) from material_move m where m.material = new.material and m.item = new.item) + new.quantity > 0 then
        raise exception 'More of the material would come back than was issued for the work item.';
    end if;
    return new;
end $$;

create trigger material_move_added before insert on material_move for each row execute function material_move_added();

create function supply_change_added() returns trigger language plpgsql as $$
begin
    if new.sequence <> (select coalesce(max(s.sequence), 0) + 1 from supply_change s where s.service_point = new.service_point) then
        raise exception 'A change of supply must follow the last one.';
    end if;
    if new.supplied = coalesce((select s.supplied from supply_change s where s.service_point = new.service_point order by s.sequence desc limit 1), 1) then
        raise exception 'Water runs, or does not, already.';
    end if;
    return new;
end $$;

create trigger supply_change_added before insert on supply_change for each row execute function supply_change_added();

create function application_kept() returns trigger language plpgsql as $$
begin
    if old.account is not null or new.account is null or new.item <> old.item or new.kind <> old.kind or new.customer <> old.customer
       or new.phone is distinct from old.phone or new.address is distinct from old.address or new.made_at <> old.made_at then
        raise exception 'Of an application nothing changes but its account, once.';
    end if;
    return new;
end $$;

create trigger application_keeps before update on application for each row execute function application_kept();
create trigger application_stays before delete or truncate on application execute function refuse('An application is never deleted.');
create trigger application_fee_keeps before update or delete or truncate on application_fee execute function refuse('A fee on record never changes and is never deleted.');
create trigger document_content_keeps before update or delete or truncate on document_content execute function refuse('A document never changes and is never deleted.');
create trigger document_keeps before update or delete or truncate on document execute function refuse('A document never changes and is never deleted.');
create trigger material_move_keeps before update or delete or truncate on material_move execute function refuse('A move of material never changes and is never deleted.');
create trigger supply_change_keeps before update or delete or truncate on supply_change execute function refuse('A change of supply on record never changes and is never deleted.');
