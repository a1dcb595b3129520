"""Builds the parts of the program, each when it is first needed: the only place that knows them all."""

from interviewer.bootstrap.parts import VECTORS, Parts, utc_now

__all__ = ["VECTORS", "Parts", "utc_now"]
