-- How far each reader of the outbox has come. A reader that is held up holds up nobody else.

create table outbox_reader (
    name      text collate "C" primary key check (name <> ''),
    sequence  bigint not null check (sequence >= 0)
);
