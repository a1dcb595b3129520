"""A mock interviewer for deep-learning interviews whose grades can be checked."""

__version__ = "0.1.0"
