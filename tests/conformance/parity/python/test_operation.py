"""What those look at who run a system, and what passes with time: the same scenarios are in typescript/operation.ts."""

import json

import pytest
from botocore.config import Config
from sending import send

ALARMS = ["bill-errors", "bill-throttles", "orders-age", "orders-dead"]


def test_alarms(sluice, stack):
    # One call is one try, in whatever language: how often and when an SDK tries again is its own affair.
    awslambda = sluice.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    fault = sluice.faults.add("lambda-error")
    for _ in range(5):
        awslambda.invoke(FunctionName="bill", Payload="{}")
    sluice.faults.remove(fault["id"])
    # A reserved concurrency of 0 is Lambda's emergency stop: calls are throttled, and messages wait in their queues.
    awslambda.put_function_concurrency(FunctionName="bill", ReservedConcurrentExecutions=0)
    with pytest.raises(awslambda.exceptions.TooManyRequestsException):
        awslambda.invoke(FunctionName="bill", Payload="{}")
    send(sluice, stack["OrdersFailedUrl"], "a dead letter")
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.advance("6m")
    assert told_of(sluice, "ALARM") == ALARMS

    awslambda.delete_function_concurrency(FunctionName="bill")
    sluice.advance("1m")
    sluice.client("sqs").purge_queue(QueueUrl=stack["OrdersFailedUrl"])
    sluice.advance("6m")
    alarms = sluice.client("cloudwatch").describe_alarms(AlarmNames=ALARMS)["MetricAlarms"]
    assert {each["AlarmName"]: each["StateValue"] for each in alarms} == {name: "OK" for name in ALARMS}


def test_delay_and_expiry(sluice, stack):
    send(sluice, stack["ReportsUrl"], "report of January")
    sluice.advance("14m59s")
    assert sluice.depth("Reports") == {"visible": 0, "in-flight": 0, "delayed": 1}
    sluice.advance("1s")
    assert sluice.depth("Reports") == {"visible": 1, "in-flight": 0, "delayed": 0}
    # The clock of its retention began when it was sent, not when it could first be received.
    sluice.advance("45m")
    assert sluice.depth("Reports") == {"visible": 1, "in-flight": 0, "delayed": 0}
    sluice.advance("1m")
    assert sluice.depth("Reports") == {"visible": 0, "in-flight": 0, "delayed": 0}
    # Nobody is told; only its story says so.
    last = sluice.lineage(kind="sqs.message", resource=sluice.arn("Reports"))[-1]
    told = (last["outcome"], last["reason"])
    assert told == ("expired", "It was in the queue for longer than 3600 seconds.")


def test_age_in_the_dead_letter_queue(sluice, stack):
    sqs = sluice.client("sqs")
    send(sluice, stack["ReportsUrl"], "report of January")
    sluice.advance("45m")
    assert len(sqs.receive_message(QueueUrl=stack["ReportsUrl"], VisibilityTimeout=30)["Messages"]) == 1
    sluice.advance("1m")
    assert "Messages" not in sqs.receive_message(QueueUrl=stack["ReportsUrl"])
    assert sluice.depth("ReportsFailed") == {"visible": 1, "in-flight": 0, "delayed": 0}
    # Three quarters of its time were over: so the retention of a dead-letter queue must be the longer one.
    sluice.advance("15m")
    assert sluice.depth("ReportsFailed") == {"visible": 0, "in-flight": 0, "delayed": 0}


def told_of(sluice, state):
    """The alarms of which the queue was told that they are in a state: each once, by name."""
    told = [json.loads(each["body"]) for each in sluice.expect_received("Told")]
    return sorted({each["AlarmName"] for each in told if each["NewStateValue"] == state})
