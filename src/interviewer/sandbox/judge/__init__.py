"""The process that holds the tests: it asks a program for values over a pipe, and compares them itself."""
