-- An account belongs to a branch, or to none: then every branch sees it.

alter table account add column branch text check (branch <> '');
