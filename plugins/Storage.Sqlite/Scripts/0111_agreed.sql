-- Flat-rate users are few, and every run asks for them.

create index meter_agreed on meter (id) where source_kind = 3;
