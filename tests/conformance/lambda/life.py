"""The life of a function through boto3, from its creation to its deletion: prints what was seen as one JSON object.

The argument is the cloud's endpoint. What happens later is waited for by asking the cloud whether it has settled.
"""

import base64
import io
import json
import sys
import urllib.request
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
ROLE = "arn:aws:iam::000000000000:role/worker"
NAME = "life"

session = boto3.session.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
aws_lambda, s3, sqs, logs = (session.client(name, endpoint_url=ENDPOINT) for name in ("lambda", "s3", "sqs", "logs"))
seen = {}


def settle():
    urllib.request.urlopen(urllib.request.Request(ENDPOINT + "/_sluice/settle", method="POST")).read()


def archive(version):
    code = (
        "def handler(event, context):\n"
        "    print('version %d got', event.get('Records', [event])[0].get('body', event.get('n')))\n"
        "    if event.get('n') == 'bad':\n"
        "        raise ValueError('a bad one')\n"
        "    return {'version': %d}\n"
    ) % (version, version)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("app.py", code)
    return packed.getvalue()


def invoke(event, **more):
    answer = aws_lambda.invoke(FunctionName=NAME, Payload=json.dumps(event), **more)
    text = answer["Payload"].read().decode()
    return answer["StatusCode"], answer.get("FunctionError"), json.loads(text) if text else None, answer.get("LogResult")


def refusal(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


created = aws_lambda.create_function(
    FunctionName=NAME, Runtime="python3.12", Role=ROLE, Handler="app.handler", Code={"ZipFile": archive(1)}, MemorySize=512
)
settle()
aws_lambda.get_waiter("function_active_v2").wait(FunctionName=NAME)
seen["created"] = [created["Version"], aws_lambda.get_function(FunctionName=NAME)["Configuration"]["State"]]
status, error, payload, tail = invoke({"n": 1}, LogType="Tail")
seen["invoked"] = [status, error, payload]
seen["tail"] = [line.split(" ")[0] for line in base64.b64decode(tail).decode().splitlines()]
status, error, payload, _ = invoke({"n": "bad"})
seen["failed"] = [status, error, payload["errorType"], payload["errorMessage"]]
seen["dry run"] = invoke({}, InvocationType="DryRun")[:3]

s3.create_bucket(Bucket="code")
s3.put_object(Bucket="code", Key="two.zip", Body=archive(2))
updated = aws_lambda.update_function_code(FunctionName=NAME, S3Bucket="code", S3Key="two.zip")
settle()
aws_lambda.get_waiter("function_updated_v2").wait(FunctionName=NAME)
seen["updated"] = [updated["CodeSha256"] != created["CodeSha256"], invoke({"n": 2})[2]]
aws_lambda.update_function_configuration(FunctionName=NAME, Timeout=9, Environment={"Variables": {"STAGE": "test"}})
settle()
configuration = aws_lambda.get_function_configuration(FunctionName=NAME)
seen["configured"] = [configuration["Timeout"], configuration["Environment"], configuration["LastUpdateStatus"]]

seen["event"] = invoke({"n": 3}, InvocationType="Event")[:3]
settle()

seen["reserved"] = aws_lambda.put_function_concurrency(FunctionName=NAME, ReservedConcurrentExecutions=0)[
    "ReservedConcurrentExecutions"
]
impatient = session.client("lambda", endpoint_url=ENDPOINT, config=Config(retries={"max_attempts": 1, "mode": "standard"}))
seen["throttled"] = refusal(impatient.invoke, FunctionName=NAME)
aws_lambda.delete_function_concurrency(FunctionName=NAME)

queue = sqs.create_queue(QueueName="life-jobs")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
mapping = aws_lambda.create_event_source_mapping(EventSourceArn=arn, FunctionName=NAME, BatchSize=5)
settle()
sqs.send_message(QueueUrl=queue, MessageBody="a job")
settle()
seen["mapped"] = [each["State"] for each in aws_lambda.list_event_source_mappings(FunctionName=NAME)["EventSourceMappings"]]
aws_lambda.delete_event_source_mapping(UUID=mapping["UUID"])
settle()
seen["unmapped"] = aws_lambda.list_event_source_mappings(FunctionName=NAME)["EventSourceMappings"]

events = logs.filter_log_events(logGroupName="/aws/lambda/" + NAME)["events"]
seen["log"] = [event["message"].strip() for event in events if event["message"].startswith("version")]

aws_lambda.delete_function(FunctionName=NAME)
settle()
seen["deleted"] = refusal(aws_lambda.get_function, FunctionName=NAME)
print(json.dumps(seen))
