-- What a record is found by, in one row, so that a hit is verified by one look.
create table clue_record (
    account  bigint primary key,
    fields   text collate "C" not null
);

delete from clue_version;
