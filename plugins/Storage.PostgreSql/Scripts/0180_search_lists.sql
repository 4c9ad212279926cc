-- Of each gram the accounts that have it, in pieces of up to a thousand, in place of an inverted index, which gives all accounts of a gram before the first.
-- The key is the gram times 2^32 plus the first account of the piece; the piece holds the others as distances from one to the next.
drop table clue;

create table clue_list (
    key   bigint primary key,
    docs  bytea not null
);

-- As short as a piece is, it is read where it stands.
alter table clue_list alter column docs set storage plain;

-- Accounts whose grams changed of late and are not in the lists yet; 'had' is what the lists have of them. Grams as numbers of four bytes, in order.
create table clue_fresh (
    account  bigint primary key,
    grams    bytea not null,
    had      bytea not null
);

-- The lists are made anew when the database is opened.
delete from clue_version;
