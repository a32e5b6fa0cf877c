"""Starts a cloud for a test session, and stops it."""

import contextlib
import os
import queue
import signal
import subprocess
import threading

from .admin import SluiceError

LISTENING = "Sluice listens on "
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 15


@contextlib.contextmanager
def started_server(command):
    """The endpoint of a server of this session's own: in memory, on a virtual clock, on a free port."""
    server = Server(command)
    try:
        yield server.start("--memory")
    finally:
        server.stop()


class Server:
    """A server on a virtual clock, which can be started again when it was stopped."""

    def __init__(self, command):
        self._command = command
        self._child = None

    def start(self, *options, port="0"):
        """Starts it with options of `sluice up`; returns its endpoint. Raises SluiceError when it does not start."""
        whole = [*self._command, "up", *options, "--clock", "virtual", "--port", port]
        try:
            # A group of its own: npx starts the server as a child, and both must end.
            self._child = subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                           stdin=subprocess.DEVNULL, start_new_session=True)
        except OSError as error:
            raise SluiceError(f"{' '.join(self._command)} could not be started: {error}") from error
        return _endpoint(self._child, whole)

    def stop(self):
        """Stops it in order, if it runs."""
        if self._child is not None:
            _stop(self._child)
            self._child = None


def _endpoint(child, whole):
    lines = queue.Queue()
    threading.Thread(target=_read, args=(child.stdout, lines), daemon=True).start()
    said = []
    while True:
        try:
            line = lines.get(timeout=START_TIMEOUT_SECONDS)
        except queue.Empty:
            line = None
        if line is None:
            raise SluiceError(f"{' '.join(whole)} did not start.\n{''.join(said)}")
        if line.startswith(LISTENING):
            return line[len(LISTENING):].strip()
        said.append(line)


def _read(stream, lines):
    """Reads to the end, so that the server is never held up by what nobody reads."""
    for line in stream:
        lines.put(line)
    lines.put(None)


def _stop(child):
    if os.name == "nt":
        subprocess.run(["taskkill", "/pid", str(child.pid), "/t", "/f"], capture_output=True, check=False)
    else:
        _signal(child, signal.SIGTERM)
    try:
        child.wait(STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(child, signal.SIGKILL)
        child.wait()


def _signal(child, number):
    # It may have ended by itself, and its group with it.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)
