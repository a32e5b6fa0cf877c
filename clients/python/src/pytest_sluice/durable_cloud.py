"""A cloud that keeps its data in a folder, so that a test can stop it in the middle."""

import urllib.parse

from .cloud import Cloud
from .server import Server


class DurableCloud(Cloud):
    """A cloud of one test's own, which can be restarted."""

    def __init__(self, command, folder):
        self._server = Server(command)
        self._folder = str(folder)
        try:
            super().__init__(self._server.start("--data", self._folder), command)
        except BaseException:
            self._server.stop()
            raise

    def restart(self):
        """Stops the server in order and starts it again on what is in its folder, at the same address and the same time.

        What is in memory alone is gone, as with every restart: faults, and the story that expectations are decided by.
        What they say of later events holds; of a message that was sent before, they know the id and not the body.
        """
        now = self.now().isoformat(timespec="milliseconds")
        self._server.stop()
        port = str(urllib.parse.urlsplit(self.endpoint).port)
        self._server.start("--data", self._folder, "--start-at", now, port=port)

    def close(self):
        """Stops the server. The fixture does it after the test."""
        self._server.stop()
