"""The handlers' company, on both databases."""

from tests.application.handlers import conftest as handlers

postgres_url = handlers.postgres_url
sqlite_url = handlers.sqlite_url
postgres_database = handlers.postgres_database
sqlite_database = handlers.sqlite_database
database_url = handlers.database_url
organization = handlers.organization
database = handlers.database
master = handlers.master
files = handlers.files
each_firm = handlers.each_firm
firm = handlers.firm
sqlite_firm = handlers.sqlite_firm
