-- A corrected index counts in place of what was read: looked for with the readings of a meter, by where it stands.

create index bill_correction_index on bill_correction (service_point) where closing_index is not null;
