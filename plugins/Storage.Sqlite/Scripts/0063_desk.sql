-- Incidents (one cause of many reports), what came with contacts, edited templates, where premises lie, and conversations by text.

create table incident (
    id            integer primary key check (id > 0),
    category      text not null,
    zone          text,
    place         text,
    state         integer not null check (state between 0 and 2),   -- open, restored, closed
    opened_at     text not null,
    opened_by     text not null,
    zh            text,
    en            text,
    expected      text,
    announcement  integer,
    announced_at  text,
    restored_at   text,
    closed_at     text,
    revision      integer not null check (revision > 0),
    check ((zh is null) = (en is null)),
    check (state = 0 or restored_at is not null),
    check ((state = 2) = (closed_at is not null))
) strict;

create index incident_open on incident (id) where state < 2;

alter table service_case add column incident integer references incident (id);
create index service_case_incident on service_case (incident, state) where incident is not null;

alter table interaction add column thread text;
create index interaction_address on interaction (address_value, at) where address_value is not null;

alter table delivery add column thread text;
alter table delivery add column case_id integer references service_case (id);
alter table delivery add column unfilled text;
create index delivery_case on delivery (case_id) where case_id is not null;

create table contact_file (
    interaction  integer not null references interaction (id),
    place        integer not null check (place > 0),
    name         text not null check (name <> ''),
    media_type   text not null,
    bytes        integer not null check (bytes >= 0),
    digest       text not null check (length(digest) = 64),
    primary key (interaction, place)
) strict, without rowid;

create table message_template (
    code      text not null check (code <> ''),
    revision  integer not null check (revision > 0),
    purpose   text not null,
    subject_zh  text not null,
    subject_en  text not null,
    body_zh   text not null check (body_zh <> ''),
    body_en   text not null check (body_en <> ''),
    at        text not null,
    by_whom   text not null,
    primary key (code, revision)
) strict, without rowid;

-- Ten-millionths of a degree, as a satellite gives it (WGS 84).
create table premise_position (
    premise       integer primary key references premise (id),
    latitude_e7   integer not null check (latitude_e7 between -900000000 and 900000000),
    longitude_e7  integer not null check (longitude_e7 between -1800000000 and 1800000000)
) strict;

create index premise_position_place on premise_position (latitude_e7, longitude_e7);

create table text_talk (
    address_key  text primary key,
    step         text not null,
    language     integer not null,
    account      text,
    entered      text not null check (json_valid(entered)),
    at           text not null
) strict, without rowid;

create trigger incident_changed before update on incident
begin
    select raise(abort, 'Somebody else acted on the incident first.') where new.revision <> old.revision + 1;
    select raise(abort, 'A closed incident never changes.') where old.state = 2;
end;

create trigger incident_stays before delete on incident begin select raise(abort, 'An incident is never deleted.'); end;
create trigger contact_file_keeps before update on contact_file begin select raise(abort, 'What came with a contact never changes.'); end;
create trigger contact_file_stays before delete on contact_file begin select raise(abort, 'What came with a contact is never deleted.'); end;
create trigger message_template_keeps before update on message_template begin select raise(abort, 'A revision of a template never changes.'); end;
create trigger message_template_stays before delete on message_template begin select raise(abort, 'A revision of a template is never deleted.'); end;
