"""An AWS client as a test talks to it: one call a line on standard input, one event a line on standard output.

Started with the client's name ("boto3", "botocore" or "cli") and the endpoint. It first prints {"version", "protocol"},
the latter of SQS;
then for each line {"service", "operation", "parameters"} it prints {"sent": true} once the whole request is on its way, and
{"answer": ...} or {"refusal": {"code", "message", "status"}}. Bytes are written {"bytes": text} on the way in, and base64
on the way out.
"""

import base64
import contextlib
import http.client
import io
import json
import re
import sys

import botocore
import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

EVENTS = sys.stdout


def tell(event):
    EVENTS.write(json.dumps(event, default=lambda value: base64.b64encode(value).decode()) + "\n")
    EVENTS.flush()


def tell_when_sent():
    """Who asks for the response has sent the request."""
    getresponse = http.client.HTTPConnection.getresponse

    def watched(self, *args, **kwargs):
        tell({"sent": True})
        return getresponse(self, *args, **kwargs)

    http.client.HTTPConnection.getresponse = watched


def given(value, of_bytes):
    if isinstance(value, dict):
        if list(value) == ["bytes"]:
            return of_bytes(value["bytes"])
        return {name: given(member, of_bytes) for name, member in value.items()}
    if isinstance(value, list):
        return [given(item, of_bytes) for item in value]
    return value


def library(name, endpoint):
    """The calls of boto3, or of a botocore that is as old as it is."""
    config = Config(retries={"max_attempts": 0})
    if name == "boto3":
        import boto3

        create = boto3.client
    else:
        create = botocore.session.get_session().create_client
    clients = {"sqs": create("sqs", endpoint_url=endpoint, config=config)}

    def call(service, operation, parameters):
        if service not in clients:
            clients[service] = create(service, endpoint_url=endpoint, config=config)
        try:
            answer = getattr(clients[service], xform_name(operation))(**given(parameters, str.encode))
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            refusal = error.response["Error"]
            return {"refusal": {"code": refusal["Code"], "message": refusal["Message"], "status": status}}
        answer.pop("ResponseMetadata")
        return {"answer": answer}

    return clients["sqs"].meta.service_model.metadata["protocol"], call


def command_line(endpoint):
    """The AWS CLI's own command line, from the arguments to what it prints, without a process for each call."""
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()

    def call(service, operation, parameters):
        text = json.dumps(given(parameters, str))
        arguments = [service, xform_name(operation, "-"), "--cli-input-json", text, "--output", "json"]
        if "MaxResults" in parameters:
            # Otherwise it gathers the pages of a list into one.
            arguments.append("--no-paginate")
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        complaint = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complaint):
            status = driver.main([*arguments, "--endpoint-url", endpoint])
        if status != 0:
            said = read(complaint).strip()
            match = re.search(r"An error occurred \(([^)]*)\) when calling the \w+ operation: (.*)", said, re.DOTALL)
            if match is None:
                raise RuntimeError(said)
            return {"refusal": {"code": match[1], "message": match[2]}}
        text = read(printed)
        return {"answer": {} if text.strip() == "" else json.loads(text)}

    def read(stream):
        stream.flush()
        return stream.buffer.getvalue().decode()

    return "json", call


def main():
    name, endpoint = sys.argv[1:]
    protocol, call = command_line(endpoint) if name == "cli" else library(name, endpoint)
    tell({"version": botocore.__version__, "protocol": protocol})
    tell_when_sent()
    for line in sys.stdin:
        asked = json.loads(line)
        tell(call(asked["service"], asked["operation"], asked["parameters"]))


main()
