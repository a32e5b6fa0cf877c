"""The scenarios as tests in Python on the plugin for pytest: the same ones are in scenarios.ts."""

import json


def test_duplicate_delivery(sluice, stack):
    sluice.faults.add("sqs-duplicate", target=sluice.arn("Orders"), count=1)
    send(sluice, stack["OrdersUrl"], {"id": 1, "customer": "ada"})
    sluice.advance("1m")
    sluice.expect_invoked("Bill", times=2, outcome="returned")
    sluice.expect_received("Ledger", {"id": 1}, times=1)


def test_partial_batch(sluice, stack):
    bodies = [{"id": 1, "customer": "ada"}, {"id": 2}, {"id": 3, "customer": "bob"}]
    entries = [{"Id": f"entry-{index}", "MessageBody": json.dumps(body)} for index, body in enumerate(bodies)]
    sluice.client("sqs").send_message_batch(QueueUrl=stack["OrdersUrl"], Entries=entries)
    sluice.advance("40s")
    sluice.expect_received("Ledger", times=2)
    sluice.expect_none("Ledger", {"id": 2})
    sluice.expect_none("OrdersFailed")


def test_poison_message(sluice, stack):
    send(sluice, stack["OrdersUrl"], {"id": 1})
    sluice.advance("3m")
    sluice.expect_dead_lettered("Orders", {"id": 1}, times=1)
    sluice.expect_invoked("Bill", times=3)
    sluice.expect_none("Ledger")


def test_group_blocked(sluice, stack):
    for body in ["a1 blocked", "a2", "b1"]:
        send(sluice, stack["StepsUrl"], body, MessageGroupId=body[0], MessageDeduplicationId=body[:2])
    sluice.expect_invoked("Step", {"Records": [{"body": "b1"}]}, times=1)
    sluice.expect_invoked("Step", {"Records": [{"body": "a2"}]}, times=0)
    sluice.advance("2m")
    sluice.expect_dead_lettered("Steps", "a1 blocked", times=1)
    sluice.expect_invoked("Step", {"Records": [{"body": "a2"}]}, times=1)


def test_deduplication_window(sluice, stack):
    send(sluice, stack["StepsUrl"], "first", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.advance("4m")
    send(sluice, stack["StepsUrl"], "within", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.expect_received("Steps", times=1)
    sluice.advance("2m")
    send(sluice, stack["StepsUrl"], "after", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.expect_received("Steps", "after", times=1)
    sluice.expect_invoked("Step", times=2, outcome="returned")


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


def send(sluice, url, body, **options):
    text = body if isinstance(body, str) else json.dumps(body)
    sluice.client("sqs").send_message(QueueUrl=url, MessageBody=text, **options)
