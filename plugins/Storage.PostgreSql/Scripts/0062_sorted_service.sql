-- Instants of contacts, cases and messages become text that sorts as time does: always nine digits after the second. No other word of them changes.

alter table service_case disable trigger user;
update service_case set
    opened_at = substr(opened_at, 1, 19) || '.' || substr(case when substr(opened_at, 20, 1) = '.' then substr(opened_at, 21, length(opened_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    due = substr(due, 1, 19) || '.' || substr(case when substr(due, 20, 1) = '.' then substr(due, 21, length(due) - 21) else '' end || '000000000', 1, 9) || 'Z',
    answered_at = substr(answered_at, 1, 19) || '.' || substr(case when substr(answered_at, 20, 1) = '.' then substr(answered_at, 21, length(answered_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    closed_at = substr(closed_at, 1, 19) || '.' || substr(case when substr(closed_at, 20, 1) = '.' then substr(closed_at, 21, length(closed_at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table service_case enable trigger user;

alter table case_event disable trigger user;
update case_event set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table case_event enable trigger user;

alter table interaction disable trigger user;
update interaction set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table interaction enable trigger user;

update contact_point set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';

alter table contact_choice disable trigger user;
update contact_choice set
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table contact_choice enable trigger user;

alter table notice disable trigger user;
update notice set
    valid_until = substr(valid_until, 1, 19) || '.' || substr(case when substr(valid_until, 20, 1) = '.' then substr(valid_until, 21, length(valid_until) - 21) else '' end || '000000000', 1, 9) || 'Z',
    at = substr(at, 1, 19) || '.' || substr(case when substr(at, 20, 1) = '.' then substr(at, 21, length(at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table notice enable trigger user;

alter table delivery disable trigger user;
update delivery set
    valid_until = substr(valid_until, 1, 19) || '.' || substr(case when substr(valid_until, 20, 1) = '.' then substr(valid_until, 21, length(valid_until) - 21) else '' end || '000000000', 1, 9) || 'Z',
    next_at = substr(next_at, 1, 19) || '.' || substr(case when substr(next_at, 20, 1) = '.' then substr(next_at, 21, length(next_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    created_at = substr(created_at, 1, 19) || '.' || substr(case when substr(created_at, 20, 1) = '.' then substr(created_at, 21, length(created_at) - 21) else '' end || '000000000', 1, 9) || 'Z',
    sent_at = substr(sent_at, 1, 19) || '.' || substr(case when substr(sent_at, 20, 1) = '.' then substr(sent_at, 21, length(sent_at) - 21) else '' end || '000000000', 1, 9) || 'Z';
alter table delivery enable trigger user;
