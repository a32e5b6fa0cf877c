"""What a test does with a cloud that keeps its data."""

import os

import boto3
import pytest

from pytest_sluice import SluiceError

SHOP = os.path.join(os.path.dirname(__file__), "shop")


def test_it_goes_on_where_it_was_stopped(sluice_on_disk):
    orders = sluice_on_disk.deploy(SHOP)["OrdersUrl"]
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=orders, MessageBody="poison")
    sluice_on_disk.expect_invoked("Bill", outcome="failed", times=1)
    sluice_on_disk.faults.add("throttle", target=sluice_on_disk.arn("Orders"))
    # Far ahead of the machine's clock: a server that starts at that one would go back in time.
    before = sluice_on_disk.advance("20s")

    sluice_on_disk.restart()
    assert sluice_on_disk.now() == before
    assert sluice_on_disk.faults.list() == []
    assert [each["body"] for each in sluice_on_disk.peek("Orders")] == ["poison"]
    # The same client as before: it is at the same address.
    assert sqs.get_queue_url(QueueName=orders.rsplit("/", 1)[1])["QueueUrl"] == orders

    # The receive before the restart counts.
    sluice_on_disk.advance("2m")
    sluice_on_disk.expect_invoked("Bill", outcome="failed", times=1)
    sluice_on_disk.expect_dead_lettered("Orders", times=1)
    assert [each["body"] for each in sluice_on_disk.peek("Failed")] == ["poison"]


def test_what_it_keeps_is_not_reset(sluice_on_disk):
    with pytest.raises(SluiceError, match="keeps its data"):
        sluice_on_disk.reset()
