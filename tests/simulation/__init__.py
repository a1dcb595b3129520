"""Simulated candidates that play whole sessions, and what is checked of what was said to them."""
