"""A cloud as a test sees it: its clock, its silence, its stories, and what is expected of it."""

import datetime
import json
import os
import subprocess

from .admin import Admin, SluiceError
from .expectations import expect
from .faults import Faults

REGION = "us-east-1"
# What a client is configured with; no key of a real account is ever used.
CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
TEMPLATE_NAMES = ["template.yaml", "template.yml", "template.json"]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# States of messages, and the attributes of SQS that count them.
DEPTHS = {
    "visible": "ApproximateNumberOfMessages",
    "in-flight": "ApproximateNumberOfMessagesNotVisible",
    "delayed": "ApproximateNumberOfMessagesDelayed",
}
MILLISECOND = datetime.timedelta(milliseconds=1)


class Cloud:
    """Queues, topics and functions are named by their logical id in a template (`Orders`, or `stack/Orders` where several
    stacks have one), their name, their ARN, or a queue's URL. Whatever the cloud refuses raises SluiceError."""

    def __init__(self, endpoint, command):
        self.endpoint = endpoint.rstrip("/")
        self.faults = Faults(Admin(endpoint))
        self._admin = Admin(endpoint)
        self._command = command

    def client(self, service, **options):
        """A client of boto3, such as `client("sqs")`."""
        try:
            import boto3
        except ImportError as error:
            raise SluiceError("sluice.client needs boto3: pip install pytest-sluice[boto3]") from error
        given = {"endpoint_url": self.endpoint, "region_name": REGION, **CREDENTIALS, **options}
        if service == "s3" and "config" not in given:
            from botocore.config import Config

            # Names of buckets before the host are names that this machine may not resolve.
            given["config"] = Config(s3={"addressing_style": "path"})
        return boto3.client(service, **given)

    def deploy(self, template, stack_name=None, parameters=None):
        """Deploys a CloudFormation or SAM template, a file or a folder with a `template.yaml`, and packages its code as
        `sluice deploy` does; the stack has the folder's name unless it is given another. Returns the outputs by name."""
        arguments = ["deploy", _template_path(os.fspath(template)), "--endpoint", self.endpoint]
        if stack_name is not None:
            arguments += ["--stack-name", stack_name]
        for name, value in (parameters or {}).items():
            arguments += ["--parameter", f"{name}={value}"]
        done = subprocess.run([*self._command, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SluiceError(f"{template} was not deployed.\n{done.stderr.strip()}")
        return json.loads(done.stdout)

    def now(self):
        """What the cloud's clock says."""
        return _moment(self._admin.get("clock"))

    def advance(self, duration):
        """Moves time on by "90s", "5m", "1h30m" or a timedelta. All that falls due runs, in order, and has settled."""
        return _moment(self._admin.post("clock", {"advance": _duration(duration)}))

    def set(self, moment):
        """Moves time on to an ISO 8601 text or a datetime, both with their offset from UTC."""
        if isinstance(moment, datetime.datetime):
            if moment.tzinfo is None:
                raise ValueError("A datetime without an offset from UTC is another moment on another machine.")
            moment = moment.isoformat(timespec="milliseconds")
        return _moment(self._admin.post("clock", {"set": moment}))

    def settle(self):
        """Returns when nothing can be delivered, nothing runs and nothing is due: what is left needs time, or a caller."""
        self._admin.post("settle")

    def reset(self):
        """Removes everything. The fixture does it before each test."""
        self._admin.post("reset")

    def arn(self, name):
        """The ARN of a queue, topic, function or subscription."""
        return self._resource(name)["arn"]

    def queue_url(self, queue):
        """The URL of a queue, as clients of SQS take it."""
        found = self._resource(queue)
        if found["kind"] != "queue":
            raise SluiceError(f"{queue} is a {found['kind']}, and has no URL.")
        return found["url"]

    def peek(self, queue):
        """The messages in a queue, with their state, without receiving them."""
        return self._admin.get("queue", QueueUrl=self.queue_url(queue))["messages"]

    def depth(self, queue):
        """How many messages the queue holds: {"visible": 1, "in-flight": 0, "delayed": 0}."""
        attributes = self.client("sqs").get_queue_attributes(QueueUrl=self.queue_url(queue), AttributeNames=["All"])
        return {state: int(attributes["Attributes"][name]) for state, name in DEPTHS.items()}

    def lineage(self, *, trace=None, subject=None, resource=None, kind=None, limit=None):
        """The story of events as records, the oldest first; of `trace`, an id, everything before and behind it."""
        asked = {"trace": trace, "subject": subject, "resource": resource, "kind": kind, "limit": limit}
        return self._admin.get("lineage", **asked)["records"]

    def why_not(self, message, target):
        """What became of a message, by its id, at a queue, topic, function or subscription where it did not arrive."""
        return self._admin.get("why-not", message=message, target=self.arn(target))

    def expect_received(self, queue, matching=None, *, containing=None, times=None):
        """Expects that the queue has received such a message, whatever became of it since. Returns those that it has.

        `matching` is text that is equal, or a dict or list that is part of the JSON; `containing` is text within it;
        `times` is how often exactly, at least once when it is left out. Raises ExpectationFailed.
        """
        __tracebackhide__ = True
        return self._expect("received", queue, matching, containing=containing, times=times)

    def expect_none(self, queue, matching=None, *, containing=None):
        """Expects that the queue has received no such message."""
        __tracebackhide__ = True
        self._expect("received", queue, matching, containing=containing, times=0)

    def expect_dead_lettered(self, queue, matching=None, *, containing=None, times=None):
        """Expects that such a message went from the queue to its dead-letter queue. Returns those that did."""
        __tracebackhide__ = True
        return self._expect("deadLettered", queue, matching, containing=containing, times=times)

    def expect_published(self, topic, matching=None, *, containing=None, times=None):
        """Expects that such a message was published to the topic. Returns those that were."""
        __tracebackhide__ = True
        return self._expect("published", topic, matching, containing=containing, times=times)

    def expect_invoked(self, function, matching=None, *, containing=None, times=None, outcome=None):
        """Expects that the function was invoked with such an event, and ended so: "returned", "failed", "timedOut" or
        "exited". Returns the invocations, with event, result and log."""
        __tracebackhide__ = True
        return self._expect("invoked", function, matching, containing=containing, times=times, outcome=outcome)

    def expect_drains_within(self, queue, within):
        """Lets time pass until the queue holds no message, delayed ones and those in flight included. Raises
        ExpectationFailed when it takes longer than `within`, "10s" or a timedelta."""
        __tracebackhide__ = True
        expect(self._admin, "drains", queue, within=_duration(within))

    def expect_cost_less_than(self, dollars):
        """Expects that everything so far would cost less on AWS, by list prices on demand in us-east-1 and without free
        tiers. Returns what it would cost; raises ExpectationFailed with the bill."""
        __tracebackhide__ = True
        return expect(self._admin, "costsLessThan", dollars)[0]["dollars"]

    def _expect(self, what, name, matching, **details):
        __tracebackhide__ = True
        return expect(self._admin, what, name, matching=matching, **details)

    def _resource(self, name):
        return self._admin.get("resource", name=name)


def _duration(given):
    return given // MILLISECOND if isinstance(given, datetime.timedelta) else given


def _moment(clock):
    return EPOCH + clock["milliseconds"] * MILLISECOND


def _template_path(path):
    if not os.path.isdir(path):
        return path
    found = [os.path.join(path, name) for name in TEMPLATE_NAMES if os.path.exists(os.path.join(path, name))]
    if not found:
        raise SluiceError(f"There is none of {', '.join(TEMPLATE_NAMES)} in {path}.")
    return found[0]
