"""A ledger of this test's own, on each database."""

from uuid import UUID

import pytest

from adapters.database import Database
from adapters.ledger import OrganizationLedger


@pytest.fixture
def ledger(database: Database, organization: UUID) -> OrganizationLedger:
    """An empty ledger."""
    return OrganizationLedger(database, organization)
