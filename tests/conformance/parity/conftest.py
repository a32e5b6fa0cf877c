"""Deploys the template before each scenario, and writes the story of what happened where the suite reads it."""

import json
import os
import pathlib

import pytest

HERE = pathlib.Path(__file__).parent


@pytest.fixture
def stack(sluice, request):
    """The outputs of the template."""
    yield sluice.deploy(HERE / "template.yaml")
    sluice.settle()
    told = pathlib.Path(os.environ["SLUICE_STORIES"], f"{request.node.name.removeprefix('test_')}.json")
    told.write_text(json.dumps(sluice.lineage()), "utf8")
