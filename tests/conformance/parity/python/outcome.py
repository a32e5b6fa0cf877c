"""What a scenario begins with, and what it leaves: written where the suite reads it."""

import datetime
import json
import os
import pathlib

TEMPLATE = pathlib.Path(__file__).parent.parent / "template.yaml"
HOUR = datetime.timedelta(hours=1)


def deployed(cloud):
    """The outputs of the template, which is deployed at a full hour: alarms look at whole minutes."""
    cloud.set(cloud.now().replace(minute=0, second=0, microsecond=0) + HOUR)
    return cloud.deploy(TEMPLATE, stack_name="parity")


def tell(cloud, scenario):
    """Writes the outcome of a scenario."""
    cloud.settle()
    # Kind by kind: an answer holds the newest thousand records.
    story = [record for kind in os.environ["SLUICE_KINDS"].split() for record in cloud.lineage(kind=kind)]
    path = pathlib.Path(os.environ["SLUICE_OUTCOMES"], f"{scenario}.json")
    path.write_text(json.dumps({"story": story, "end": end_of(cloud)}), "utf8")


def end_of(cloud):
    """How many messages each queue holds, and the state of each alarm, by name."""
    sqs = cloud.client("sqs")
    end = {}
    for url in sqs.list_queues()["QueueUrls"]:
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        depth = [attributes[f"ApproximateNumberOfMessages{state}"] for state in ["", "NotVisible", "Delayed"]]
        end[url.rsplit("/", 1)[1]] = " ".join(depth)
    for alarm in cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]:
        end[alarm["AlarmName"]] = alarm["StateValue"]
    return end
