-- Searches and pivots that somebody keeps under a name (常用查询). What they find is looked up anew each time.

create table saved_list (
    name      text primary key check (name <> ''),
    clue      text,
    source    text,
    by_names  text,
    measures  text,
    owner     text not null,
    at        text not null,
    check ((clue is null) <> (source is null))
) strict, without rowid;
