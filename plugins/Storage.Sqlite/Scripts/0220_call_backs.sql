-- The places of callers who hang up and are called back when it is their turn: they outlive the host. A row goes as soon as its call is about to be made,
-- or when nobody can come; the case that the caller was given stays with the staff.

create table call_back (
    id         text primary key check (id <> ''),
    phone      text not null check (phone <> ''),
    skill      text not null check (skill <> ''),
    since      text not null,
    case_number  text
) strict, without rowid;
