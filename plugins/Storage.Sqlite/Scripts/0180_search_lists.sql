-- PostgreSQL keeps search in lists as SQLite does from here on. Grams have changed with it: the lists are made anew when the database is opened.
delete from clue_version;
