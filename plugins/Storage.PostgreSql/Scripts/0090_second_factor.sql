-- The second factor of a login: its secret as the host seals it, and the last time step whose code was used, so that no code is good twice.

alter table login add column second_factor text collate "C";
alter table login add column second_step bigint not null default 0 check (second_step >= 0);
