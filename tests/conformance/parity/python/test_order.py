"""What must keep its order, and what keeps none: the same scenarios are in typescript/order.ts."""

from sending import send, send_batch


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


def test_out_of_order(sluice, stack):
    for product, compares_versions, kept in [("book", False, b"1"), ("pen", True, b"3")]:
        # The first message is passed over for the two behind it.
        sluice.faults.add("sqs-reorder", target=sluice.arn("Prices"), count=1)
        prices = [{"product": product, "version": each, "comparesVersions": compares_versions} for each in [1, 2, 3]]
        send_batch(sluice, stack["PricesUrl"], prices)
        sluice.advance("1m")
        stored = sluice.client("s3").get_object(Bucket=stack["FilesBucket"], Key=f"prices/{product}")
        assert stored["Body"].read() == kept
