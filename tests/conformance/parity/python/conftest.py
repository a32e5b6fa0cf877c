"""Deploys the template before each scenario, and writes its outcome where the suite reads it."""

import datetime
import json
import os
import pathlib

import pytest

TEMPLATE = pathlib.Path(__file__).parent.parent / "template.yaml"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def stack(sluice, request):
    """The outputs of the template, which is deployed at a full hour: alarms look at whole minutes."""
    sluice.set(sluice.now().replace(minute=0, second=0, microsecond=0) + HOUR)
    yield sluice.deploy(TEMPLATE, stack_name="parity")
    sluice.settle()
    # Kind by kind: an answer holds the newest thousand records.
    story = [record for kind in os.environ["SLUICE_KINDS"].split() for record in sluice.lineage(kind=kind)]
    outcome = {"story": story, "end": end_of(sluice)}
    told = pathlib.Path(os.environ["SLUICE_OUTCOMES"], f"{request.node.name.removeprefix('test_')}.json")
    told.write_text(json.dumps(outcome), "utf8")


def end_of(sluice):
    """How many messages each queue holds, and the state of each alarm, by name."""
    sqs = sluice.client("sqs")
    end = {}
    for url in sqs.list_queues()["QueueUrls"]:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        depth = [attributes[f"ApproximateNumberOfMessages{state}"] for state in ["", "NotVisible", "Delayed"]]
        end[url.rsplit("/", 1)[1]] = " ".join(depth)
    for alarm in sluice.client("cloudwatch").describe_alarms()["MetricAlarms"]:
        end[alarm["AlarmName"]] = alarm["StateValue"]
    return end
