-- What figures of cases and of entries look for by time.

create index case_event_at on case_event (at);
create index reading_visit_noted on reading_visit (noted_at);
create index held_reading_decided_at on held_reading (decided_at) where decided_at is not null;
create index held_reading_became on held_reading (reading) where reading is not null;
create index meter_master on meter (master) where master is not null;
