"""The plugin that pytest loads: the fixtures `sluice` and `sluice_on_disk`."""

import contextlib
import os
import shlex
import sys

import pytest

from .admin import Admin, SluiceError
from .cloud import CREDENTIALS, REGION, Cloud
from .durable_cloud import DurableCloud
from .server import started_server

# Never downloads: a package that is not installed is an error that names it.
DEFAULT_COMMAND = "npx --no -- sluice"
# A test must not reach a real account by what the machine's owner has configured.
FOREIGN_VARIABLES = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
LOCAL_HOSTS = "127.0.0.1,localhost"


def pytest_addoption(parser):
    parser.addini("sluice_command", "how the sluice command is run; SLUICE_COMMAND overrides it", default=DEFAULT_COMMAND)


@pytest.fixture(scope="session")
def sluice_cloud(pytestconfig):
    """The cloud of the session, as it is: the one that SLUICE_ENDPOINT or AWS_ENDPOINT_URL names, or one of its own."""
    command = _command(pytestconfig)
    given = os.environ.get("SLUICE_ENDPOINT") or os.environ.get("AWS_ENDPOINT_URL")
    if given:
        _require_sluice(given)
        with _environment(given):
            yield Cloud(given, command)
        return
    with started_server(command) as endpoint, _environment(endpoint):
        yield Cloud(endpoint, command)


@pytest.fixture
def sluice(sluice_cloud):
    """The cloud, with nothing in it: it is reset before each test. Clients of boto3 find it by themselves."""
    sluice_cloud.reset()
    return sluice_cloud


@pytest.fixture
def sluice_on_disk(pytestconfig, tmp_path):
    """A cloud of the test's own that keeps its data in a folder of the test: it can be restarted in the middle."""
    cloud = DurableCloud(_command(pytestconfig), tmp_path / "sluice")
    try:
        with _environment(cloud.endpoint):
            yield cloud
    finally:
        cloud.close()


def _command(pytestconfig):
    return shlex.split(os.environ.get("SLUICE_COMMAND") or pytestconfig.getini("sluice_command"))


def _require_sluice(endpoint):
    if os.environ.get("PYTEST_XDIST_WORKER"):
        raise SluiceError(
            "Several workers would reset one cloud under each other: leave SLUICE_ENDPOINT and AWS_ENDPOINT_URL out, "
            "and each worker starts its own."
        )
    if Admin(endpoint).get("health").get("edition") != "sluice":
        raise SluiceError(f"What answers at {endpoint} is no Sluice; it will not be reset.")


@contextlib.contextmanager
def _environment(endpoint):
    """Sets what clients of AWS read, for as long as the session goes on."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*FOREIGN_VARIABLES, *(each for each in os.environ if each.startswith("AWS_ENDPOINT_URL_"))]:
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_REGION", REGION)
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        for name, value in CREDENTIALS.items():
            patch.setenv(name.upper(), value)
        for name in ["NO_PROXY", "no_proxy"]:
            patch.setenv(name, ",".join(part for part in [os.environ.get(name), LOCAL_HOSTS] if part))
        # The session that boto3 keeps may have read the environment as it was before.
        if "boto3" in sys.modules:
            patch.setattr(sys.modules["boto3"], "DEFAULT_SESSION", None)
        yield
