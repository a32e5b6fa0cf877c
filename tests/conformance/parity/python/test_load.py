"""Objectives under load: how fast, how long, at what cost. The same scenarios are in typescript/load.ts."""

import pytest
from sending import send, send_batch

from pytest_sluice import ExpectationFailed

BURST = ["{}"] * 40


def test_load_in_a_burst(sluice, stack):
    sluice.faults.add(**taking(2_000))
    send_batch(sluice, stack["JobsUrl"], BURST)
    # Three at a time, ten in a batch, two seconds each: two rounds.
    sluice.expect_drains_within("Jobs", "5s")
    sluice.expect_invoked("Work", times=4, outcome="returned")
    sluice.expect_cost_less_than(0.01)


def test_load_at_a_steady_rate(sluice, stack):
    sluice.faults.add(**taking(2_000))
    for _ in range(30):
        send(sluice, stack["JobsUrl"], "{}")
        sluice.advance("4s")
    sluice.expect_drains_within("Jobs", "5s")
    seconds = seconds_in_queue(sluice, sluice.arn("Jobs"))
    assert (len(seconds), max(seconds)) == (30, 3)
    sluice.expect_none("Told", {"NewStateValue": "ALARM"})
    sluice.expect_cost_less_than(0.01)


def test_load_that_is_too_much(sluice, stack):
    sluice.faults.add(**taking(30_000))
    send_batch(sluice, stack["JobsUrl"], BURST)
    with pytest.raises(ExpectationFailed, match="it still holds 40"):
        sluice.expect_drains_within("Jobs", "10s")


def taking(milliseconds):
    """A batch takes so long."""
    return {"fault": "lambda-delay", "target": "*:function:work", "parameters": {"milliseconds": milliseconds}}


def seconds_in_queue(sluice, queue):
    """How long each message was in the queue before it was done with."""
    deleted = {record["subject"]: record["at"] for record in sluice.lineage(kind="sqs.deleted", resource=queue)}
    received = sluice.lineage(kind="sqs.message", resource=queue)
    return [(deleted[record["subject"]] - record["at"]) / 1_000 for record in received]
