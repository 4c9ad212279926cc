-- Whose accounts a run is over: the codes of branches with commas between them; nothing for all. Every partition is done within it, on whichever host.

alter table partitioned_run add column branches text collate "C";
