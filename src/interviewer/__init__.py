"""A mock interviewer for deep-learning interviews whose grades can be checked."""

import os

from interviewer.telemetry import opt_out

__version__ = "0.1.0"

# Work at import, for once: every process of the program passes here before it can load a library that reports.
opt_out(os.environ)
