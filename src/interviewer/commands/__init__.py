"""The commands, each a function from its parsed arguments to an exit code."""
