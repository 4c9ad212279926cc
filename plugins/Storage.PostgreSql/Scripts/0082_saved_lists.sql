-- Searches and pivots that somebody keeps under a name (常用查询). What they find is looked up anew each time.

create table saved_list (
    name      text collate "C" primary key check (name <> ''),
    clue      text collate "C",
    source    text collate "C",
    by_names  text collate "C",
    measures  text collate "C",
    owner     text collate "C" not null,
    at        text collate "C" not null,
    check ((clue is null) <> (source is null))
);
