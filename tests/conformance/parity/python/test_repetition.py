"""What comes twice, by whatever way, must have its effect once: the same scenarios are in typescript/repetition.ts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sending import post, send

# Shipping is done 15 seconds after the message was received.
SLOW = {"fault": "lambda-delay", "target": "*:function:ship", "parameters": {"milliseconds": 15_000}}


def test_duplicate_delivery(sluice, stack):
    sluice.faults.add("sqs-duplicate", target=sluice.arn("Orders"), count=1)
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.advance("1m")
    sluice.expect_invoked("Bill", times=2, outcome="returned")
    sluice.expect_received("Ledger", {"id": 1}, times=1)


def test_crash_after_the_side_effect(sluice, stack):
    sluice.faults.add("lambda-crash", target="*:function:bill", count=1)
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.expect_invoked("Bill", times=1)
    sluice.expect_received("Ledger", {"id": 1}, times=1)
    sluice.advance("1m")
    sluice.expect_invoked("Bill", times=2)
    sluice.expect_received("Ledger", {"id": 1}, times=1)


def test_visibility_shorter_than_the_handler(sluice, stack):
    # It cannot be deployed so: Lambda refuses a queue that hides messages for less than the function's timeout.
    sqs, awslambda = sluice.client("sqs"), sluice.client("lambda")
    hasty = {"VisibilityTimeout": "10"}
    sqs.create_queue(QueueName="hasty", Attributes=hasty)
    with pytest.raises(awslambda.exceptions.InvalidParameterValueException) as refused:
        awslambda.create_event_source_mapping(EventSourceArn=sluice.arn("hasty"), FunctionName="ship")
    assert "Queue visibility timeout: 10 seconds is less than Function timeout: 20 seconds" in str(refused.value)

    # It can be shortened later.
    sqs.set_queue_attributes(QueueUrl=stack["ParcelsUrl"], Attributes=hasty)
    sluice.faults.add(**SLOW)
    send(sluice, stack["ParcelsUrl"], "parcel 1")
    sluice.advance("2m")
    # Each run succeeds and deletes the message, with a receipt handle that is not the newest: which deletes nothing.
    sluice.expect_invoked("Ship", times=3, outcome="returned")
    sluice.expect_dead_lettered("Parcels", "parcel 1", times=1)


def test_visibility_longer_than_the_handler(sluice, stack):
    sluice.faults.add(**SLOW)
    send(sluice, stack["ParcelsUrl"], "parcel 1")
    sluice.advance("2m")
    sluice.expect_invoked("Ship", times=1, outcome="returned")
    sluice.expect_none("ParcelsFailed")


def test_s3_double_event(sluice, stack):
    sluice.faults.add("effect-duplicate", operation="s3.deliver", count=1)
    upload = {"Bucket": stack["FilesBucket"], "Key": "uploads/monday.csv", "Body": b"1,ada\n2,bob\n"}
    sluice.client("s3").put_object(**upload)
    first, second = [each["event"] for each in sluice.expect_invoked("Split", times=2, outcome="returned")]
    # The same object and the same sequencer: by it a consumer can tell a repetition from an overwrite.
    assert first["Records"][0]["s3"]["object"]["key"] == "uploads/monday.csv"
    assert second == first
    sluice.expect_received("Ledger", times=2)


def test_api_idempotency(sluice, stack):
    assert order(sluice, stack, {"id": 1}) == (202, {"id": "key-1", "duplicate": False})
    assert order(sluice, stack, {"id": 1}) == (202, {"id": "key-1", "duplicate": True})
    assert order(sluice, stack, {"id": 2})[0] == 422
    sluice.expect_received("Ledger", times=1)


def test_api_answer_lost(sluice, stack):
    sluice.faults.add("lambda-crash", target="*:function:submit", count=1)
    assert order(sluice, stack, {"id": 1})[0] == 500
    assert order(sluice, stack, {"id": 1}) == (202, {"id": "key-1", "duplicate": True})
    sluice.expect_received("Ledger", {"id": 1}, times=1)


def test_api_at_the_same_moment(sluice, stack):
    with ThreadPoolExecutor(3) as clients:
        answers = list(clients.map(lambda _: order(sluice, stack, {"id": 1}), range(3)))
    assert [status for status, _ in answers] == [202, 202, 202]
    stored = sluice.client("s3").list_objects_v2(Bucket=stack["FilesBucket"], Prefix="orders/")
    assert [each["Key"] for each in stored["Contents"]] == ["orders/key-1"]
    sluice.expect_received("Ledger", {"id": 1}, times=1)


def order(sluice, stack, body):
    headers = {"content-type": "application/json", "idempotency-key": "key-1"}
    return post(sluice, stack["ApiId"], "/orders", body, headers)
