#!/bin/bash
# Copies the primary the first time, then follows it. PRIMARY: its host; PGPASSWORD: of the role replicator.
set -euo pipefail
export PGDATA=${PGDATA:-/var/lib/postgresql/data}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  find "$PGDATA" -mindepth 1 -delete
  until pg_basebackup -h "$PRIMARY" -U replicator -D "$PGDATA" -R -X stream -S standby; do
    find "$PGDATA" -mindepth 1 -delete
    sleep 3
  done
  chmod 0700 "$PGDATA"
fi
exec postgres
