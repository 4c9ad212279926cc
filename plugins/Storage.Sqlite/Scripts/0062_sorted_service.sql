-- Instants of contacts, cases and messages become text that sorts as time does: always nine digits after the second. No other word of them changes.

drop trigger service_case_changed;
update service_case set
    opened_at = substr(opened_at, 1, 19) || '.' || substr(case when substr(opened_at, 20, 1) = '.' then substr(opened_at, 21, length(opened_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    due = substr(due, 1, 19) || '.' || substr(case when substr(due, 20, 1) = '.' then substr(due, 21, length(due) - 21) else '' end || '000000000', 1, 9) || 'Z',
    answered_at = substr(answered_at, 1, 19) || '.' || substr(case when substr(answered_at, 20, 1) = '.' then substr(answered_at, 21, length(answered_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    closed_at = substr(closed_at, 1, 19) || '.' || substr(case when substr(closed_at, 20, 1) = '.' then substr(closed_at, 21, length(closed_at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger service_case_changed before update on service_case
begin
    select raise(abort, 'Somebody else acted on the case first.') where new.revision <> old.revision + 1;
    select raise(abort, 'Number, time, door and first owner of a case never change.')
    where new.id <> old.id or new.opened_at <> old.opened_at or new.channel <> old.channel or new.owner <> old.owner or new.owner_position <> old.owner_position;
    select raise(abort, 'A merged case never changes.') where old.state = 3;
end;

drop trigger case_event_keeps;
update case_event set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger case_event_keeps before update on case_event begin select raise(abort, 'An act never changes.'); end;

drop trigger interaction_keeps;
update interaction set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger interaction_keeps before update on interaction begin select raise(abort, 'A contact never changes.'); end;

update contact_point set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';

drop trigger contact_choice_keeps;
update contact_choice set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger contact_choice_keeps before update on contact_choice begin select raise(abort, 'A choice never changes.'); end;

drop trigger notice_keeps;
update notice set
    valid_until = substr(valid_until, 1, 19) || '.' || substr(case when substr(valid_until, 20, 1) = '.' then substr(valid_until, 21, length(valid_until) - 21) else '' end || '000000000', 1, 9) || 'Z',
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger notice_keeps before update on notice
when new.template <> old.template or new.area <> old.area or new.fields <> old.fields or new.at <> old.at or new.cursor_id < old.cursor_id or old.made = 1
begin
    select raise(abort, 'What a notice says never changes.');
end;

drop trigger delivery_keeps;
update delivery set
    valid_until = substr(valid_until, 1, 19) || '.' || substr(case when substr(valid_until, 20, 1) = '.' then substr(valid_until, 21, length(valid_until) - 21) else '' end || '000000000', 1, 9) || 'Z',
    next_at = substr(next_at, 1, 19) || '.' || substr(case when substr(next_at, 20, 1) = '.' then substr(next_at, 21, length(next_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    created_at = substr(created_at, 1, 19) || '.' || substr(case when substr(created_at, 20, 1) = '.' then substr(created_at, 21, length(created_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    sent_at = substr(sent_at, 1, 19) || '.' || substr(case when substr(sent_at, 20, 1) = '.' then substr(sent_at, 21, length(sent_at) - 21) else '' end || '000000000', 1, 9) || 'Z';
create trigger delivery_keeps before update on delivery
when new.key <> old.key or new.person <> old.person or new.purpose <> old.purpose or new.created_at <> old.created_at or (old.state = 3 and new.state <> 3)
begin
    select raise(abort, 'What a message is and that it arrived never change.');
end;
