-- Notices about supply. What was said to callers does not change afterwards; only the end moves, as works take their time.

create table supply_notice (
    id            bigint primary key,
    zone          text collate "C",
    from_at       text collate "C" not null,
    until_at      text collate "C" not null,
    zh            text collate "C" not null check (zh <> ''),
    en            text collate "C" not null check (en <> ''),
    published_at  text collate "C" not null,
    published_by  text collate "C" not null
);

create index supply_notice_until on supply_notice (until_at);

create function supply_notice_changed() returns trigger language plpgsql as $$
begin
    if (new.id, new.zone, new.from_at, new.zh, new.en, new.published_at, new.published_by) is distinct from (old.id, old.zone, old.from_at, old.zh, old.en, old.published_at, old.published_by) then
        raise exception 'Of a notice only the end moves.';
    end if;
    return new;
end $$;

create trigger supply_notice_keeps before update on supply_notice for each row execute function supply_notice_changed();
create trigger supply_notice_stays before delete or truncate on supply_notice execute function refuse('A notice is ended, never deleted.');
