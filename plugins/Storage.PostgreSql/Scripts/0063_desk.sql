-- Incidents (one cause of many reports), what came with contacts, edited templates, where premises lie, and conversations by text.

create table incident (
    id            bigint primary key check (id > 0),
    category      text collate "C" not null,
    zone          text collate "C",
    place         text collate "C",
    state         bigint not null check (state between 0 and 2),   -- open, restored, closed
    opened_at     text collate "C" not null,
    opened_by     text collate "C" not null,
    zh            text collate "C",
    en            text collate "C",
    expected      text collate "C",
    announcement  bigint,
    announced_at  text collate "C",
    restored_at   text collate "C",
    closed_at     text collate "C",
    revision      bigint not null check (revision > 0),
    check ((zh is null) = (en is null)),
    check (state = 0 or restored_at is not null),
    check ((state = 2) = (closed_at is not null))
);

create index incident_open on incident (id) where state < 2;

alter table service_case add column incident bigint references incident (id);
create index service_case_incident on service_case (incident, state) where incident is not null;

alter table interaction add column thread text collate "C";
create index interaction_address on interaction (address_value, at) where address_value is not null;

alter table delivery add column thread text collate "C";
alter table delivery add column case_id bigint references service_case (id);
alter table delivery add column unfilled text collate "C";
create index delivery_case on delivery (case_id) where case_id is not null;

create table contact_file (
    interaction  bigint not null references interaction (id),
    place        bigint not null check (place > 0),
    name         text collate "C" not null check (name <> ''),
    media_type   text collate "C" not null,
    bytes        bigint not null check (bytes >= 0),
    digest       text collate "C" not null check (length(digest) = 64),
    primary key (interaction, place)
);

create table message_template (
    code      text collate "C" not null check (code <> ''),
    revision  bigint not null check (revision > 0),
    purpose   text collate "C" not null,
    subject_zh  text collate "C" not null,
    subject_en  text collate "C" not null,
    body_zh   text collate "C" not null check (body_zh <> ''),
    body_en   text collate "C" not null check (body_en <> ''),
    at        text collate "C" not null,
    by_whom   text collate "C" not null,
    primary key (code, revision)
);

-- Ten-millionths of a degree, as a satellite gives it (WGS 84).
create table premise_position (
    premise       bigint primary key references premise (id),
    latitude_e7   bigint not null check (latitude_e7 between -900000000 and 900000000),
    longitude_e7  bigint not null check (longitude_e7 between -1800000000 and 1800000000)
);

create index premise_position_place on premise_position (latitude_e7, longitude_e7);

create table text_talk (
    address_key  text collate "C" primary key,
    step         text collate "C" not null,
    language     bigint not null,
    account      text collate "C",
    entered      text collate "C" not null check (entered::json is not null),
    at           text collate "C" not null
);

create function incident_changed() returns trigger language plpgsql as $$
begin
    if new.revision <> old.revision + 1 then
        raise exception 'Somebody else acted on the incident first.';
    end if;
    if old.state = 2 then
        raise exception 'A closed incident never changes.';
    end if;
    return new;
end $$;

create trigger incident_changed before update on incident for each row execute function incident_changed();
create trigger incident_stays before delete or truncate on incident execute function refuse('An incident is never deleted.');
create trigger contact_file_keeps before update on contact_file execute function refuse('What came with a contact never changes.');
create trigger contact_file_stays before delete or truncate on contact_file execute function refuse('What came with a contact is never deleted.');
create trigger message_template_keeps before update on message_template execute function refuse('A revision of a template never changes.');
create trigger message_template_stays before delete or truncate on message_template execute function refuse('A revision of a template is never deleted.');
