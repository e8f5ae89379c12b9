"""The shop of the examples, written in Python."""
