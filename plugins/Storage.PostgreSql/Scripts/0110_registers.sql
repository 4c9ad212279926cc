-- Further registers of a meter. Each is read like a meter; it comes and goes with its own, so it begins on the day of one of its installations.

create table meter_register (
    register       bigint not null references meter (id),
    main           bigint not null references meter (id),
    service_point  bigint not null references service_point (id),
    installed_on   date not null,
    first_index    bigint not null check (first_index >= 0),
    removed_on     date,
    last_index     bigint check (last_index >= 0),
    primary key (register, installed_on),
    foreign key (main, installed_on) references installation (meter, installed_on),
    check (register <> main),
    check (removed_on > installed_on),
    check ((removed_on is null) = (last_index is null))
);

create index meter_register_point on meter_register (service_point, installed_on);

create unique index meter_register_in_place on meter_register (register) where removed_on is null;

create function meter_register_ends() returns trigger language plpgsql as $$
begin
    if old.removed_on is not null
        or (new.register, new.main, new.service_point, new.installed_on, new.first_index) <> (old.register, old.main, old.service_point, old.installed_on, old.first_index) then
        raise exception 'The place of a register is ended once and never changed otherwise.' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger meter_register_ends before update on meter_register for each row execute function meter_register_ends();

create trigger meter_register_stays before delete or truncate on meter_register execute function refuse('The place of a register is never deleted; it is ended.');
