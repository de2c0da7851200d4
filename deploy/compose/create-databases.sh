#!/bin/sh
# Which databases does an empty PostgreSQL get? One role and one database for each service; run once by the image.
# Not `set -u`: the image reads a script that is not executable into its own shell.
set -e

create() {
  # psql's own quoting (:'password'): a password is never pasted into SQL, and never printed.
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set name="$1" --set password="$2" --username postgres --dbname postgres <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
SQL
}

create approval_window "${APPROVAL_WINDOW_DATABASE_PASSWORD:?}"
create enforcement "${ENFORCEMENT_DATABASE_PASSWORD:?}"
create grid "${GRID_DATABASE_PASSWORD:?}"
create dispatch "${DISPATCH_DATABASE_PASSWORD:?}"
