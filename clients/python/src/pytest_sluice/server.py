"""Starts a cloud for a test session, and stops it."""

import contextlib
import os
import queue
import signal
import subprocess
import threading

from .admin import SluiceError

ARGUMENTS = ["up", "--memory", "--clock", "virtual", "--port", "0"]
LISTENING = "Sluice listens on "
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 15


@contextlib.contextmanager
def started_server(command):
    """The endpoint of a server of this session's own: in memory, on a virtual clock, on a free port."""
    try:
        # A group of its own: npx starts the server as a child, and both must end.
        child = subprocess.Popen([*command, *ARGUMENTS], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as error:
        raise SluiceError(f"{' '.join(command)} could not be started: {error}") from error
    try:
        yield _endpoint(child, command)
    finally:
        _stop(child)


def _endpoint(child, command):
    lines = queue.Queue()
    threading.Thread(target=_read, args=(child.stdout, lines), daemon=True).start()
    said = []
    while True:
        try:
            line = lines.get(timeout=START_TIMEOUT_SECONDS)
        except queue.Empty:
            line = None
        if line is None:
            raise SluiceError(f"{' '.join([*command, *ARGUMENTS])} did not start.\n{''.join(said)}")
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
