"""Builds the parts of the program, each when first needed: the only place that knows them all."""

from interviewer.bootstrap.context import AppContext
from interviewer.bootstrap.embedding import VECTORS, WORDINGS
from interviewer.bootstrap.parts import utc_now

__all__ = ["VECTORS", "WORDINGS", "AppContext", "utc_now"]
