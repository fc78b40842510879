"""Queries (查询): what each person may see, now or as of an earlier moment."""

from application.queries.pages import DEFAULT_LIMIT, MOST, Page, Paging
from application.queries.queries import Queries
from application.queries.roster import ReadModelAgenda, ReadModelErasures, ReadModelRoster
from application.queries.views import Document, ReadModels

__all__ = [
    "DEFAULT_LIMIT",
    "MOST",
    "Document",
    "Page",
    "Paging",
    "Queries",
    "ReadModelAgenda",
    "ReadModelErasures",
    "ReadModelRoster",
    "ReadModels",
]
