"""The door of the package: what tests name beside the fixtures."""

from .admin import SluiceError
from .cloud import Cloud
from .durable_cloud import DurableCloud
from .expectations import ExpectationFailed

__all__ = ["Cloud", "DurableCloud", "ExpectationFailed", "SluiceError"]
