"""What a test expects of queues, topics and functions: the cloud decides it, when it has settled."""

from .admin import SluiceError

HELD = 200
DID_NOT_HOLD = 412


class ExpectationFailed(AssertionError):
    """An expectation did not hold. Its text has the journey of every event that is meant."""


def expect(admin, what, name, **details):
    """Everything that was found, the newest last; raises ExpectationFailed when it is not what was expected."""
    __tracebackhide__ = True
    given = {member: value for member, value in details.items() if value is not None}
    status, answer = admin.ask("POST", "expect", body={what: name, **given})
    if status == HELD:
        return answer["found"]
    if status == DID_NOT_HOLD:
        raise ExpectationFailed(answer["message"])
    raise SluiceError(answer.get("message", f"HTTP {status}"), status)
