"""Carries out a list of AWS calls with boto3: JSON in on standard input, JSON out on standard output.

The input is {"endpoint": ..., "calls": [[service, operation, parameters], ...]}; the output is the list of the answers.
Bytes are written {"bytes": text} or {"base64": text} on the way in, and base64 on the way out; times {"time": text}.
"""

import base64
import datetime
import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.response import StreamingBody


def given(value):
    """A parameter as boto3 takes it."""
    if isinstance(value, dict):
        if list(value) == ["bytes"]:
            return value["bytes"].encode()
        if list(value) == ["time"]:
            return datetime.datetime.fromisoformat(value["time"].replace("Z", "+00:00"))
        if list(value) == ["base64"]:
            return base64.b64decode(value["base64"])
        return {name: given(member) for name, member in value.items()}
    if isinstance(value, list):
        return [given(item) for item in value]
    return value


def shown(value):
    """A part of an answer as JSON can hold it."""
    if isinstance(value, StreamingBody):
        return value.read().decode()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    raise TypeError(f"no JSON for {type(value)}")


def main():
    asked = json.load(sys.stdin)
    clients = {}
    answers = []
    for service, operation, parameters in asked["calls"]:
        if service not in clients:
            config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
            clients[service] = boto3.client(service, endpoint_url=asked["endpoint"], config=config)
        answer = getattr(clients[service], xform_name(operation))(**given(parameters))
        answer.pop("ResponseMetadata")
        answers.append(answer)
    json.dump(answers, sys.stdout, default=shown)


main()
