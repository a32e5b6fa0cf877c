"""A Celery application whose broker is SQS: `celery-app.py PORT work` is its worker, `celery-app.py PORT send TASK` a producer.

The worker prints what happens as one JSON object a line.
"""

import json
import sys
from collections import Counter

from celery import Celery, Task, signals
from celery.exceptions import Reject
from celery.worker.request import Request

PORT, ACTION, *ARGUMENTS = sys.argv[1:]

app = Celery("orders", broker=f"sqs://127.0.0.1:{PORT}")
app.conf.update(
    broker_transport_options={"region": "us-east-1", "wait_time_seconds": 10, "polling_interval": 0},
    task_default_queue="orders",
    worker_enable_remote_control=False,
    # What is told stays on standard output.
    worker_redirect_stdouts=False,
    worker_prefetch_multiplier=1,
)


attempts = Counter()


def tell(**event):
    print(json.dumps(event), flush=True)


class ToldRequest(Request):
    """Tells when the broker has been told what became of the task's message."""

    def acknowledge(self):
        super().acknowledge()
        tell(event="acknowledged", task=self.name)

    def reject(self, requeue=False):
        super().reject(requeue=requeue)
        tell(event="rejected", task=self.name)


class ToldTask(Task):
    Request = ToldRequest


@app.task(base=ToldTask, name="add", acks_late=True)
def add(left, right):
    tell(event="ran", task="add", result=left + right)


@app.task(base=ToldTask, name="flaky", bind=True, acks_late=True)
def flaky(self):
    attempts[self.request.id] += 1
    attempt = attempts[self.request.id]
    tell(event="ran", task="flaky", result=attempt)
    if attempt == 1:
        raise Reject("not now", requeue=True)


@signals.worker_ready.connect
def ready(**_):
    tell(event="ready")


if ACTION == "work":
    options = ["--pool=solo", "--loglevel=error", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.start(["--quiet", "worker", *options])
else:
    name, *values = ARGUMENTS
    tell(id=app.send_task(name, args=[int(value) for value in values]).id)
