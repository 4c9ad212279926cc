-- Instead of a full-text table: of each gram the accounts that have it, in pieces of up to a thousand. The key is the gram times 2^32 plus the
-- first account of the piece; the piece holds the others as distances from one to the next.
drop table clue;

create table clue_list (
    key   integer primary key,
    docs  blob not null
) strict;

-- What a record is found by, in one row, so that a hit is verified by one look.
create table clue_record (
    account  integer primary key,
    fields   text not null
) strict;

delete from clue_version;
