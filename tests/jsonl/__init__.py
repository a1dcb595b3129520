"""Tests of the front end for programs."""
