"""What fails, and what becomes of it: the same scenarios are in typescript/failure.ts."""

import json

from sending import send, send_batch

# What a function may answer for a batch of two, and how many of the two fail by it; a job that asks for nothing is `{}`.
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
ANSWERS = [
    ({}, 0),
    ({"answer": {}}, 0),
    ({"answer": {"batchItemFailures": []}}, 0),
    ({"answer": {"batchItemFailures": None}}, 0),
    ({"answer": "done"}, 2),
    ({"answer": {"batchItemFailures": [{"itemIdentifier": ""}]}}, 2),
    ({"answer": {"batchItemFailures": [{"itemIdentifier": None}]}}, 2),
    ({"answer": {"batchItemFailures": [{"messageId": "misspelt"}]}}, 2),
    ({"answer": {"batchItemFailures": [{"itemIdentifier": "of-another-batch"}]}}, 2),
]
PARCELS = [f"parcel {parcel}" for parcel in range(30)]


def test_partial_batch(sluice, stack):
    bodies = [{"id": 1, "customer": "ada"}, {"id": 2}, {"id": 3, "customer": "bob"}]
    entries = [{"Id": f"entry-{index}", "MessageBody": json.dumps(body)} for index, body in enumerate(bodies)]
    sluice.client("sqs").send_message_batch(QueueUrl=stack["OrdersUrl"], Entries=entries)
    sluice.advance("40s")
    sluice.expect_received("Ledger", times=2)
    sluice.expect_none("Ledger", {"id": 2})
    sluice.expect_none("OrdersFailed")


def test_malformed_partial_response(sluice, stack):
    for job, failed in ANSWERS:
        send_batch(sluice, stack["JobsUrl"], [job, job])
        sluice.advance("2s")
        assert (job, sluice.depth("Jobs")) == (job, {"visible": 0, "in-flight": failed, "delayed": 0})
        sluice.advance("2m")
    sluice.expect_invoked("Work", times=9, outcome="returned")
    sluice.expect_dead_lettered("Jobs", times=10)


def test_poison_message(sluice, stack):
    send(sluice, stack["OrdersUrl"], {"id": 1})
    sluice.advance("3m")
    sluice.expect_dead_lettered("Orders", {"id": 1}, times=1)
    sluice.expect_invoked("Bill", times=3)
    sluice.expect_none("Ledger")


def test_throttle_storm(sluice, stack):
    shipped, failed = storm(sluice, stack)
    assert sluice.lineage(kind="lambda.throttled")
    assert failed
    # Nothing is lost; but what was let in late is not done when its message is visible again, and is done twice.
    assert {*shipped, *failed} == {*PARCELS}
    assert len(shipped) + len(failed) > len(PARCELS)


def test_throttle_storm_with_maximum_concurrency(sluice, stack):
    awslambda = sluice.client("lambda")
    [mapping] = awslambda.list_event_source_mappings(FunctionName="ship")["EventSourceMappings"]
    awslambda.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": 2})
    shipped, failed = storm(sluice, stack)
    assert sluice.lineage(kind="lambda.throttled") == []
    assert (len(shipped), len(failed)) == (len(PARCELS), 0)


def test_redrive_after_a_fix(sluice, stack):
    send(sluice, stack["OrdersUrl"], {"id": 1})
    sluice.advance("3m")
    sluice.expect_dead_lettered("Orders", times=1)
    variables = {"LEDGER_URL": sluice.queue_url("Ledger"), "AWS_MAX_ATTEMPTS": "1", "PLACEHOLDER": "unknown"}
    sluice.client("lambda").update_function_configuration(FunctionName="bill", Environment={"Variables": variables})
    sluice.client("sqs").start_message_move_task(SourceArn=stack["OrdersFailedArn"])
    sluice.advance("1m")
    sluice.expect_received("Ledger", {"id": 1, "customer": "unknown"}, times=1)


def test_downstream_outage(sluice, stack):
    sluice.faults.add("error", target=stack["LedgerArn"], operation="SendMessage", count=2)
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.expect_none("Ledger")
    sluice.advance("2m")
    sluice.expect_received("Ledger", {"id": 1}, times=1)
    sluice.expect_invoked("Bill", times=3)
    sluice.expect_none("OrdersFailed")


def test_downstream_outage_that_outlasts_the_retries(sluice, stack):
    sluice.faults.add("error", target=stack["LedgerArn"], operation="SendMessage")
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.expect_drains_within("Orders", "2m")
    sluice.expect_invoked("Bill", times=3)
    sluice.expect_dead_lettered("Orders", {"id": 1, "customer": "ada"}, times=1)


def storm(sluice, stack):
    """Two parcels at a time, ten seconds each, and thirty of them at once."""
    sluice.faults.add("lambda-delay", target="*:function:ship", parameters={"milliseconds": 10_000})
    send_batch(sluice, stack["ParcelsUrl"], PARCELS)
    sluice.expect_drains_within("Parcels", "10m")
    shipped = [each["result"].removeprefix("shipped ") for each in sluice.expect_invoked("Ship")]
    failed = [each["body"] for each in sluice.peek("ParcelsFailed")]
    return shipped, failed
