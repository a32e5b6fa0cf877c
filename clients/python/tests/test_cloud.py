"""What a test does with the fixture."""

import datetime
import json
import os

import boto3
import pytest

from pytest_sluice import ExpectationFailed, SluiceError

SHOP = os.path.join(os.path.dirname(__file__), "shop")


@pytest.fixture
def orders(sluice):
    """The URL of the queue of a shop that was just deployed."""
    return sluice.deploy(SHOP)["OrdersUrl"]


def test_a_client_without_any_configuration_finds_the_cloud(sluice):
    url = boto3.client("sqs").create_queue(QueueName="plain")["QueueUrl"]
    assert sluice.queue_url("plain") == url
    assert sluice.client("sqs").list_queues()["QueueUrls"] == [url]


def test_each_test_begins_with_an_empty_cloud(sluice):
    assert "QueueUrls" not in sluice.client("sqs").list_queues()
    assert sluice.lineage(kind="sqs.message") == []


def test_an_order_is_billed(sluice, orders):
    sluice.client("sqs").send_message(QueueUrl=orders, MessageBody=json.dumps({"id": 7, "total": 12}))
    [received] = sluice.expect_received("Orders", {"id": 7}, times=1)
    assert json.loads(received["body"]) == {"id": 7, "total": 12}
    [invocation] = sluice.expect_invoked("Bill", containing="total", outcome="returned")
    assert invocation["result"] == {"billed": 7, "price": "1"}
    sluice.expect_none("Orders", {"id": 8})
    kinds = [record["kind"] for record in sluice.lineage(trace=received["messageId"])]
    assert "lambda.invocation" in kinds


def test_parameters_and_a_stack_name_are_given_to_the_template(sluice):
    outputs = sluice.deploy(os.path.join(SHOP, "template.yaml"), stack_name="other", parameters={"Price": "2"})
    sluice.client("sqs").send_message(QueueUrl=outputs["OrdersUrl"], MessageBody='{"id": 1}')
    assert sluice.expect_invoked("other/Bill")[0]["result"]["price"] == "2"


def test_a_poison_message_goes_to_the_dead_letters_and_until_then_tells_its_journey(sluice, orders):
    sluice.client("sqs").send_message(QueueUrl=orders, MessageBody="poison")
    with pytest.raises(ExpectationFailed) as failed:
        sluice.expect_dead_lettered("Orders")
    for part in ["Expected at least one message dead-lettered from the queue Orders", "lambda.result", "cannot bill"]:
        assert part in str(failed.value)
    assert [message["state"] for message in sluice.peek("Orders")] == ["in-flight"]
    sluice.advance("90s")
    sluice.expect_dead_lettered("Orders", "poison", times=1)
    assert [message["body"] for message in sluice.peek("Failed")] == ["poison"]


def test_a_queue_is_worked_off_in_time_and_at_a_price(sluice, orders):
    before = sluice.now()
    sluice.client("sqs").send_message(QueueUrl=orders, MessageBody="poison")
    assert sluice.depth("Orders") == {"visible": 0, "in-flight": 1, "delayed": 0}
    with pytest.raises(ExpectationFailed, match="Expected the queue Orders to drain within 10s; it still holds 1"):
        sluice.expect_drains_within("Orders", "10s")
    # Two receives, and the visibility timeout after each.
    sluice.expect_drains_within("Orders", datetime.timedelta(minutes=5))
    assert sluice.now() - before == datetime.timedelta(minutes=1)
    cost = sluice.expect_cost_less_than(0.01)
    with pytest.raises(ExpectationFailed, match="AWSLambda Request x 2"):
        sluice.expect_cost_less_than(cost)


def test_why_a_message_did_not_arrive(sluice, orders):
    topic = sluice.arn("News")
    message = sluice.client("sns").publish(TopicArn=topic, Message="small", MessageAttributes={
        "total": {"DataType": "Number", "StringValue": "5"}})
    sluice.expect_published("News", "small")
    sluice.expect_none("Large")
    assert sluice.why_not(message["MessageId"], "Large")["verdict"] == "filtered-out"


def test_time_moves_only_when_it_is_told_to(sluice):
    before = sluice.now()
    assert sluice.advance("1m") - before == datetime.timedelta(minutes=1)
    assert sluice.advance(datetime.timedelta(seconds=90)) - before == datetime.timedelta(seconds=150)
    moment = before + datetime.timedelta(hours=1)
    assert sluice.set(moment) == moment
    assert sluice.set((moment + datetime.timedelta(hours=1)).isoformat(timespec="milliseconds")) == sluice.now()
    with pytest.raises(SluiceError, match="Time only moves forward"):
        sluice.set(before)
    with pytest.raises(ValueError, match="offset"):
        sluice.set(datetime.datetime(2100, 1, 1))


def test_faults_strike_and_can_be_taken_back(sluice):
    orders = sluice.client("sqs").create_queue(QueueName="orders")["QueueUrl"]
    queue = sluice.arn("orders")
    added = sluice.faults.add("throttle", target=queue, operation="SendMessage", count=1, from_="2000-01-01T00:00:00Z")
    client = sluice.client("sqs")
    client.send_message(QueueUrl=orders, MessageBody='{"id": 1}')
    assert [(each["id"], each["hits"]) for each in sluice.faults.list()] == [(added["id"], 1)]
    sluice.faults.remove(added["id"])
    sluice.faults.add("delay", target=queue, parameters={"milliseconds": 10})
    assert sluice.faults.clear() == 1


def test_what_cannot_be_is_refused_with_a_sentence(sluice):
    sluice.client("sns").create_topic(Name="News")
    for ask, sentence in [
        (lambda: sluice.expect_received("Nowhere"), "no queue"),
        (lambda: sluice.expect_received("News"), "is a topic"),
        (lambda: sluice.expect_published("News", times=-1), "times is a whole number"),
        (lambda: sluice.queue_url("News"), "News is a topic"),
        (lambda: sluice.advance("soon"), "A duration is"),
        (lambda: sluice.faults.add("thunder"), "thunder"),
        (lambda: sluice.deploy(os.path.join(SHOP, "functions")), "There is none of template.yaml"),
        (lambda: sluice.deploy(os.path.join(SHOP, "nothing.yaml")), "nothing.yaml"),
    ]:
        with pytest.raises(SluiceError, match=sentence):
            ask()
