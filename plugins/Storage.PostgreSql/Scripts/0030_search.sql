-- The grams of each account's search record, by the account's id. Not a foreign key: grams are made of the record, and made anew when the rule changes.
create table clue (
    account  bigint primary key,
    grams    integer[] not null
);

create index clue_grams on clue using gin (grams);

-- The version of the rule by which the grams were made; another one, or none, and they are made anew when the database is opened.
create table clue_version (
    only_row  bigint primary key check (only_row = 1),
    version   bigint not null
);
