-- The grams of each account's search record, by the account's id. Contentless: the index holds which account has which gram and nothing else.
create virtual table clue using fts5(grams, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- The version of the rule by which the grams were made; another one, or none, and they are made anew when the database is opened.
create table clue_version (
    only_row  integer primary key check (only_row = 1),
    version   integer not null
) strict;
