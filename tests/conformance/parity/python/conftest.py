"""Deploys the template before each scenario, and tells its outcome."""

import pytest
from outcome import deployed, tell


@pytest.fixture
def stack(sluice, request):
    """The outputs of the template."""
    yield deployed(sluice)
    tell(sluice, request.node.name.removeprefix("test_"))
