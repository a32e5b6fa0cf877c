"""A service outside of the cloud that is down, or told twice: the same scenarios are in typescript/outside.ts."""

from outside_service import outside_service
from sending import send, send_batch


def test_outside_service_is_down(sluice, stack):
    with outside_service() as outside:
        outside.is_down = True
        send_batch(sluice, stack["NoticesUrl"], [{"id": each, "url": outside.url} for each in ["1", "2", "3"]])
        sluice.advance("40s")
        assert outside.refused == 6
        outside.is_down = False
        sluice.expect_drains_within("Notices", "30s")
        assert sorted(outside.taken) == ["1", "2", "3"]
        sluice.expect_none("NoticesFailed")


def test_outside_service_is_told_twice(sluice, stack):
    with outside_service() as outside:
        marks = f"arn:aws:s3:::{stack['FilesBucket']}/told/*"
        sluice.faults.add("error", target=marks, operation="PutObject", count=1)
        send(sluice, stack["NoticesUrl"], {"id": "1", "url": outside.url})
        sluice.expect_drains_within("Notices", "1m")
        # Whoever is told twice can tell by the key that it is the same thing.
        assert outside.taken == ["1", "1"]
