"""Sends messages and requests, as the handles of the test kit for Node.js do."""

import json
import urllib.error
import urllib.request


def send(sluice, url, body, **options):
    sluice.client("sqs").send_message(QueueUrl=url, MessageBody=text_of(body), **options)


def send_batch(sluice, url, bodies, group_of=None):
    """Ten with each call, so that those of a call are there at the same moment."""
    entries = [{"Id": str(index % 10), "MessageBody": text_of(body)} for index, body in enumerate(bodies)]
    if group_of is not None:
        entries = [{**entry, "MessageGroupId": group_of(entry["MessageBody"])} for entry in entries]
    for start in range(0, len(entries), 10):
        answer = sluice.client("sqs").send_message_batch(QueueUrl=url, Entries=entries[start : start + 10])
        assert "Failed" not in answer


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
