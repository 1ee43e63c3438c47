"""What publish/ refuses to do, in a sentence for the reader that ends with what to do next."""

from __future__ import annotations


class PublishError(Exception):
    """Base of everything publish/ raises on purpose."""


class WarehouseError(PublishError):
    """The warehouse cannot be built or opened."""


class TrendError(PublishError):
    """A question names something that is not known, or that means more than one thing."""


class ReleaseError(PublishError):
    """A release cannot be written."""
