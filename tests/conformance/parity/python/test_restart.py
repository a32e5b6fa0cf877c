"""Everything stops while messages wait for another try: the same scenario is in typescript/restart.ts."""

from outcome import deployed, tell
from sending import send_batch


def test_restart_in_the_middle(sluice_on_disk):
    stack = deployed(sluice_on_disk)
    until_the_restart(sluice_on_disk, stack)
    tell(sluice_on_disk, "until_the_restart")
    sluice_on_disk.restart()
    from_the_restart(sluice_on_disk)
    tell(sluice_on_disk, "from_the_restart")


def until_the_restart(cloud, stack):
    """Two bills that cannot be written yet, and an order that can never be billed."""
    cloud.faults.add("error", target=stack["LedgerArn"], operation="SendMessage")
    send_batch(cloud, stack["OrdersUrl"], [{"id": 1, "customer": "ada"}, {"id": 2, "customer": "bob"}, {"id": 3}])
    cloud.advance("5s")
    cloud.expect_none("Ledger")
    assert cloud.depth("Orders") == {"visible": 0, "in-flight": 3, "delayed": 0}


def from_the_restart(cloud):
    """What it called is there again."""
    cloud.advance("2m")
    cloud.expect_received("Ledger", times=2)
    # The receive before the restart counts: two more, and it is a dead letter.
    cloud.expect_invoked("Bill", times=2)
    cloud.expect_dead_lettered("Orders", times=1)
