"""What the plugin does around tests: which cloud it takes, and what it refuses."""

import http.server
import threading

import pytest

ONE_TEST = """
    def test_it(sluice):
        print("asked", sluice.endpoint)
"""


@pytest.fixture
def other_server():
    """The address of a server that is no Sluice."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ran(pytester):
    pytester.makepyfile(ONE_TEST)
    return pytester.runpytest_subprocess("-p", "pytest_sluice.plugin", "-s")


def test_a_cloud_that_is_named_is_used(pytester, sluice_cloud, monkeypatch):
    monkeypatch.setenv("SLUICE_ENDPOINT", sluice_cloud.endpoint)
    monkeypatch.setenv("SLUICE_COMMAND", "/nowhere/sluice")
    result = ran(pytester)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"*asked {sluice_cloud.endpoint}*"])


def test_workers_do_not_share_a_cloud(pytester, sluice_cloud, monkeypatch):
    monkeypatch.setenv("SLUICE_ENDPOINT", sluice_cloud.endpoint)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    result = ran(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Several workers would reset one cloud*"])


def test_what_is_no_sluice_is_left_alone(pytester, other_server, monkeypatch):
    monkeypatch.setenv("SLUICE_ENDPOINT", other_server)
    result = ran(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*is no Sluice; it will not be reset.*"])


@pytest.mark.parametrize(["command", "sentence"], [
    ("/nowhere/sluice", "*/nowhere/sluice could not be started*"),
    ("echo unknown command:", "*unknown command: up --memory*"),
])
def test_a_server_that_does_not_start_is_told_of(pytester, monkeypatch, command, sentence):
    for name in ["SLUICE_ENDPOINT", "AWS_ENDPOINT_URL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLUICE_COMMAND", command)
    result = ran(pytester)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])
