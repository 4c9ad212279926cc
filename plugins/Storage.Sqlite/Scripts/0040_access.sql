-- Who may sign in. A password is kept as its salted hash, a key as its digest, a one-time code as its salted hash.

create table login (
    sign_in_key    text primary key check (sign_in_key <> ''),
    sign_in        text not null,
    name           text not null,
    password_hash  text not null,
    stamp          text not null,
    must_change    integer not null check (must_change in (0, 1)),
    disabled       integer not null check (disabled in (0, 1)),
    version        integer not null check (version > 0)
) strict, without rowid;

create table login_role (
    sign_in_key  text not null references login (sign_in_key),
    role         text not null,
    primary key (sign_in_key, role)
) strict, without rowid;

create table api_key (
    prefix       text primary key,
    digest       text not null unique,
    owner        text not null,
    permissions  text not null,
    created_at   text not null,
    expires_at   text not null,
    revoked_at   text
) strict, without rowid;

create table sign_in_code (
    account     text primary key,
    hash        text not null,
    expires_at  text not null,
    tries       integer not null check (tries >= 0)
) strict, without rowid;

create table sign_in_attempt (
    subject  text primary key,
    count    integer not null check (count >= 0),
    since    text not null
) strict, without rowid;

-- A change starts from what was read, and a sign-in name stays with its person.

create trigger login_changed before update on login
begin
    select raise(abort, 'The login was changed by another person in between.') where new.version <> old.version + 1;
    select raise(abort, 'A sign-in name never changes.') where new.sign_in_key <> old.sign_in_key;
end;

create trigger login_stays before delete on login begin select raise(abort, 'A login is barred, never deleted.'); end;

-- Three administrators that exclude each other.

create trigger login_role_added before insert on login_role
when new.role in ('system', 'security', 'audit')
begin
    select raise(abort, 'The roles system, security and audit exclude each other.')
    where exists (
        select 1 from login_role r
        where r.sign_in_key = new.sign_in_key and r.role <> new.role and r.role in ('system', 'security', 'audit'));
end;

create trigger login_role_keeps before update on login_role begin select raise(abort, 'A role is given or taken, not changed.'); end;

create trigger api_key_keeps before update on api_key
when new.digest <> old.digest or new.permissions <> old.permissions or new.owner <> old.owner or new.expires_at <> old.expires_at
  or (old.revoked_at is not null and new.revoked_at is not old.revoked_at)
begin
    select raise(abort, 'A key is withdrawn, not changed.');
end;

create trigger api_key_stays before delete on api_key begin select raise(abort, 'A key is withdrawn, never deleted.'); end;
