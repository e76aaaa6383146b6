"""Every row of every table, to show that something changed nothing at all."""

import hashlib

from django.db import connection


def whole_database() -> dict[str, tuple[int, str]]:
    """For each table its number of rows and a digest of them all, in whatever order they lie."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
