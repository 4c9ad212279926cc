-- Further registers of a meter. Each is read like a meter; it comes and goes with its own, so it begins on the day of one of its installations.

create table meter_register (
    register       integer not null references meter (id),
    main           integer not null references meter (id),
    service_point  integer not null references service_point (id),
    installed_on   text not null check (installed_on is date(installed_on)),
    first_index    integer not null check (first_index >= 0),
    removed_on     text check (removed_on is date(removed_on)),
    last_index     integer check (last_index >= 0),
    primary key (register, installed_on),
    foreign key (main, installed_on) references installation (meter, installed_on),
    check (register <> main),
    check (removed_on > installed_on),
    check ((removed_on is null) = (last_index is null))
) strict, without rowid;

create index meter_register_point on meter_register (service_point, installed_on);

create unique index meter_register_in_place on meter_register (register) where removed_on is null;

create trigger meter_register_ends before update on meter_register
when old.removed_on is not null or (new.register, new.main, new.service_point, new.installed_on, new.first_index) <> (old.register, old.main, old.service_point, old.installed_on, old.first_index)
begin
    select raise(abort, 'The place of a register is ended once and never changed otherwise.');
end;

create trigger meter_register_stays before delete on meter_register begin select raise(abort, 'The place of a register is never deleted; it is ended.'); end;
