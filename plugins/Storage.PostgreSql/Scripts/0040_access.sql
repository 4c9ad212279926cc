-- Who may sign in. A password is kept as its salted hash, a key as its digest, a one-time code as its salted hash.

create table login (
    sign_in_key    text collate "C" primary key check (sign_in_key <> ''),
    sign_in        text collate "C" not null,
    name           text collate "C" not null,
    password_hash  text collate "C" not null,
    stamp          text collate "C" not null,
    must_change    bigint not null check (must_change in (0, 1)),
    disabled       bigint not null check (disabled in (0, 1)),
    version        bigint not null check (version > 0)
);

create table login_role (
    sign_in_key  text collate "C" not null references login (sign_in_key),
    role         text collate "C" not null,
    primary key (sign_in_key, role)
);

create table api_key (
    prefix       text collate "C" primary key,
    digest       text collate "C" not null unique,
    owner        text collate "C" not null,
    permissions  text collate "C" not null,
    created_at   text collate "C" not null,
    expires_at   text collate "C" not null,
    revoked_at   text collate "C"
);

create table sign_in_code (
    account     text collate "C" primary key,
    hash        text collate "C" not null,
    expires_at  text collate "C" not null,
    tries       bigint not null check (tries >= 0)
);

create table sign_in_attempt (
    subject  text collate "C" primary key,
    count    bigint not null check (count >= 0),
    since    text collate "C" not null
);

-- A change starts from what was read, and a sign-in name stays with its person.

create function login_changed() returns trigger language plpgsql as $$
begin
    if new.version <> old.version + 1 then
        raise exception 'The login was changed by another person in between.';
    end if;
    if new.sign_in_key <> old.sign_in_key then
        raise exception 'A sign-in name never changes.';
    end if;
    return new;
end $$;

create trigger login_changed before update on login for each row execute function login_changed();
create trigger login_stays before delete or truncate on login execute function refuse('A login is barred, never deleted.');

-- Three administrators that exclude each other.

create function login_role_added() returns trigger language plpgsql as $$
begin
    perform 1 from login l where l.sign_in_key = new.sign_in_key for no key update;
    if new.role in ('system', 'security', 'audit') and exists (
        select 1 from login_role r
        where r.sign_in_key = new.sign_in_key and r.role <> new.role and r.role in ('system', 'security', 'audit')) then
        raise exception 'The roles system, security and audit exclude each other.';
    end if;
    return new;
end $$;

create trigger login_role_added before insert on login_role for each row execute function login_role_added();
create trigger login_role_keeps before update on login_role execute function refuse('A role is given or taken, not changed.');

create function api_key_kept() returns trigger language plpgsql as $$
begin
    if (new.digest, new.permissions, new.owner, new.expires_at) <> (old.digest, old.permissions, old.owner, old.expires_at)
        or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
        raise exception 'A key is withdrawn, not changed.';
    end if;
    return new;
end $$;

create trigger api_key_keeps before update on api_key for each row execute function api_key_kept();
create trigger api_key_stays before delete or truncate on api_key execute function refuse('A key is withdrawn, never deleted.');
