"""What must keep its order, and what keeps none: the same scenarios are in typescript/order.ts."""

import json

from sending import send, send_batch

LINES = ["A-1", "A-2", "B-1", "A-3", "B-2"]


def test_group_blocked(sluice, stack):
    for body in ["a1 blocked", "a2", "b1"]:
        send(sluice, stack["StepsUrl"], body, MessageGroupId=body[0], MessageDeduplicationId=body[:2])
    sluice.expect_invoked("Step", {"Records": [{"body": "b1"}]}, times=1)
    sluice.expect_invoked("Step", {"Records": [{"body": "a2"}]}, times=0)
    sluice.advance("2m")
    sluice.expect_dead_lettered("Steps", "a1 blocked", times=1)
    sluice.expect_invoked("Step", {"Records": [{"body": "a2"}]}, times=1)


def test_group_waits_for_its_head(sluice, stack):
    # A queue that is patient: the one of the template gives up after three receives.
    policy = json.dumps({"deadLetterTargetArn": stack["BookFailedArn"], "maxReceiveCount": 100})
    sluice.client("sqs").set_queue_attributes(QueueUrl=stack["BookUrl"], Attributes={"RedrivePolicy": policy})
    send_batch(sluice, stack["BookUrl"], LINES, group_of=first_letter)
    sluice.advance("3m")
    assert entered(sluice) == ["B-1", "B-2"]
    repair(sluice)
    sluice.expect_drains_within("Book", "2m")
    assert entered(sluice) == ["B-1", "B-2", "A-1", "A-2", "A-3"]


def test_group_given_up_with_its_head(sluice, stack):
    send_batch(sluice, stack["BookUrl"], LINES, group_of=first_letter)
    sluice.advance("3m")
    repair(sluice)
    sluice.expect_drains_within("Book", "2m")
    assert entered(sluice) == ["B-1", "B-2"]
    # The later ones of the group were received with it each time, and ran out of receives with it.
    assert [each["body"] for each in sluice.peek("BookFailed")] == ["A-1", "A-2", "A-3"]


def test_deduplication_window(sluice, stack):
    send(sluice, stack["StepsUrl"], "first", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.advance("4m")
    send(sluice, stack["StepsUrl"], "within", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.expect_received("Steps", times=1)
    sluice.advance("2m")
    send(sluice, stack["StepsUrl"], "after", MessageGroupId="a", MessageDeduplicationId="one")
    sluice.expect_received("Steps", "after", times=1)
    sluice.expect_invoked("Step", times=2, outcome="returned")


def test_out_of_order(sluice, stack):
    for product, compares_versions, kept in [("book", False, b"1"), ("pen", True, b"3")]:
        # The first message is passed over for the two behind it.
        sluice.faults.add("sqs-reorder", target=sluice.arn("Prices"), count=1)
        prices = [{"product": product, "version": each, "comparesVersions": compares_versions} for each in [1, 2, 3]]
        send_batch(sluice, stack["PricesUrl"], prices)
        sluice.advance("1m")
        stored = sluice.client("s3").get_object(Bucket=stack["FilesBucket"], Key=f"prices/{product}")
        assert stored["Body"].read() == kept


def first_letter(line):
    return line[0]


def repair(sluice):
    """The broken line can be entered from now on."""
    sluice.client("lambda").update_function_configuration(FunctionName="enter", Environment={"Variables": {}})


def entered(sluice):
    return [line for invocation in sluice.expect_invoked("Enter") for line in invocation["result"]["entered"]]
