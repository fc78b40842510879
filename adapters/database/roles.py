"""The two roles of a PostgreSQL deployment: one owns the tables, the other runs the service."""

from typing import LiteralString

import psycopg
from psycopg import sql

OWNER = "jixiao_owner"
SERVICE = "jixiao_service"

_CREATE: dict[str, LiteralString] = {
    OWNER: "CREATE ROLE jixiao_owner NOLOGIN NOINHERIT",
    SERVICE: "CREATE ROLE jixiao_service LOGIN NOINHERIT",
}


def ensure_roles(connection: psycopg.Connection[tuple[object, ...]], service_password: str | None) -> None:
    """Create the roles that are missing and let the connected user act as them.

    Roles belong to the whole server, so another database's migration may be doing the same at this moment.
    """
    for role, statement in _CREATE.items():
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
            _unless_done_meanwhile(connection, sql.SQL(statement))
        right = "SET" if connection.info.server_version >= 160000 else "MEMBER"
        if connection.execute("SELECT pg_has_role(current_user, %s, %s)", (role, right)).fetchone() != (True,):
            _unless_done_meanwhile(connection, sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    if service_password is not None:
        password = sql.SQL("ALTER ROLE jixiao_service PASSWORD {}").format(sql.Literal(service_password))
        _unless_done_meanwhile(connection, password)
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    connection.execute("GRANT USAGE, CREATE ON SCHEMA public TO jixiao_owner")
    connection.execute("GRANT USAGE ON SCHEMA public TO jixiao_service")


def _unless_done_meanwhile(
    connection: psycopg.Connection[tuple[object, ...]], statement: sql.SQL | sql.Composed
) -> None:
    try:
        connection.execute(statement)
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        pass
    except psycopg.errors.InternalError_ as error:
        if "concurrently updated" not in str(error):
            raise
