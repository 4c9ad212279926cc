-- Calls outside that were placed in the last 24 hours: what bounds the cost of a line survives a restart. Older ones are forgotten.

create table toll_call (
    call  text collate "C" primary key check (call <> ''),
    at    text collate "C" not null
);

create index toll_call_at on toll_call (at);

-- One row, which whoever counts takes first: hosts count one after the other. Its number is how often it was asked.
create table toll_turn (
    id     bigint primary key check (id = 1),
    turns  bigint not null check (turns > 0)
);
