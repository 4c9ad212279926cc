-- What a record is found by, in one row, so that a hit is verified by one look.
create table clue_record (
    account  bigint primary key,
    fields   text collate "C" not null
);

delete from clue_version;

-- It holds names and addresses, so it is behind the net as its account is.
alter table clue_record enable row level security;
create policy branch on clue_record using (exists (select 1 from account a where a.id = clue_record.account));
