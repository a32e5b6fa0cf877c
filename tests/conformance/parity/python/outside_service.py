"""A service outside of the cloud: it can be down, and it remembers what it was told."""

import contextlib
import http.server
import threading


class OutsideService(http.server.ThreadingHTTPServer):
    """One on a free port of this machine."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server_port}/"
        self.is_down = False
        # The idempotency key of each notification that it took, in order.
        self.taken = []
        # How many it has answered with 503.
        self.refused = 0
        self.lock = threading.Lock()


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        service = self.server
        with service.lock:
            if service.is_down:
                service.refused += 1
            else:
                service.taken.append(self.headers["idempotency-key"])
            self.send_response(503 if service.is_down else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def outside_service():
    with OutsideService() as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        yield service
        service.shutdown()
