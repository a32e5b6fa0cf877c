"""The door of the package: what tests name beside the fixture `sluice`."""

from .admin import SluiceError
from .cloud import Cloud
from .expectations import ExpectationFailed

__all__ = ["Cloud", "ExpectationFailed", "SluiceError"]
