"""Sends messages and requests, as the handles of the test kit for Node.js do."""

import json
import urllib.error
import urllib.request


def send(sluice, url, body, **options):
    sluice.client("sqs").send_message(QueueUrl=url, MessageBody=text_of(body), **options)


def send_batch(sluice, url, bodies):
    """Ten with each call, so that those of a call are there at the same moment."""
    sqs = sluice.client("sqs")
    for start in range(0, len(bodies), 10):
        entries = [{"Id": str(index), "MessageBody": text_of(body)} for index, body in enumerate(bodies[start : start + 10])]
        assert "Failed" not in sqs.send_message_batch(QueueUrl=url, Entries=entries)


def post(sluice, api, path, body, headers):
    """The status, and the answer's body as JSON, if it has one."""
    url = f"{sluice.endpoint}/_aws/execute-api/{api}/$default{path}"
    request = urllib.request.Request(url, data=json.dumps(body).encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, None


def text_of(body):
    # Written as JSON.stringify does, so that the messages are the same to the byte.
    return body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
