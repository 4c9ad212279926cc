-- Notices about supply. What was said to callers does not change afterwards; only the end moves, as works take their time.

create table supply_notice (
    id            integer primary key,
    zone          text,
    from_at       text not null,
    until_at      text not null,
    zh            text not null check (zh <> ''),
    en            text not null check (en <> ''),
    published_at  text not null,
    published_by  text not null
) strict;

create index supply_notice_until on supply_notice (until_at);

create trigger supply_notice_keeps before update on supply_notice
when new.id <> old.id or new.zone is not old.zone or new.from_at <> old.from_at or new.zh <> old.zh or new.en <> old.en or new.published_at <> old.published_at or new.published_by <> old.published_by
begin
    select raise(abort, 'Of a notice only the end moves.');
end;

create trigger supply_notice_stays before delete on supply_notice begin select raise(abort, 'A notice is ended, never deleted.'); end;
