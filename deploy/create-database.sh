#!/bin/sh
# Run once by the PostgreSQL image when its volume is empty. The product's role owns its database and may create the two
# roles that requests run under; it is no superuser, whom row-level security would not bind.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$MAILGRANT_DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE mailgrant LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE mailgrant OWNER mailgrant;
SQL
