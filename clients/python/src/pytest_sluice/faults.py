"""What breaks on purpose in a cloud."""


class Faults:
    """The rules by which things break. They end with the test."""

    def __init__(self, admin):
        self._admin = admin

    def add(self, fault, **members):
        """Adds a rule, such as `add("throttle", target="arn:aws:sqs:*:orders", count=3)`, and returns it as it is kept.

        Members are those of the rule in JSON: id, target, operation, probability, count, parameters, and `from_` and
        `until` for the time in which it holds.
        """
        if "from_" in members:
            members["from"] = members.pop("from_")
        return self._admin.post("faults", {"fault": fault, **members})

    def list(self):
        """Every rule, with how often it has struck."""
        return self._admin.get("faults")["faults"]

    def remove(self, id):
        """Removes the rule with this id."""
        self._admin.delete("faults", id=id)

    def clear(self):
        """Removes all rules; returns how many there were."""
        return self._admin.delete("faults")["removed"]
