"""Asks the admin API of a cloud."""

import json
import urllib.error
import urllib.parse
import urllib.request

# Settling and moving time take as long as the functions that run meanwhile.
ANSWER_TIMEOUT_SECONDS = 600
# The cloud is on this machine, or named by the test: no proxy is between.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SluiceError(Exception):
    """The cloud has refused what was asked, or could not be reached; its text says why."""

    def __init__(self, message, status=None):
        super().__init__(message)
        self.status = status


class Admin:
    """The admin API at an endpoint. Every method raises SluiceError when it refuses."""

    def __init__(self, endpoint):
        self.endpoint = endpoint.rstrip("/")

    def get(self, path, **query):
        return self._answered(self.ask("GET", path, query=query))

    def post(self, path, body=None):
        return self._answered(self.ask("POST", path, body=body))

    def delete(self, path, **query):
        return self._answered(self.ask("DELETE", path, query=query))

    def ask(self, method, path, query=None, body=None):
        """The status, and the answer as plain data."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = f"{self.endpoint}/_sluice/{path}" + (f"?{urllib.parse.urlencode(given)}" if given else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, method=method)
        request.add_header("content-type", "application/json")
        try:
            with _opener.open(request, timeout=ANSWER_TIMEOUT_SECONDS) as answer:
                return answer.status, _parsed(answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, _parsed(refusal.read())
        except OSError as error:
            raise SluiceError(f"{method} {url} was not answered: {error}") from error

    @staticmethod
    def _answered(answer):
        status, value = answer
        if status == 200:
            return value
        raise SluiceError(value.get("message", f"HTTP {status}"), status)


def _parsed(body):
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    # Something that is no Sluice may answer anything.
    return value if isinstance(value, dict) else {"message": body.decode(errors="replace")}
