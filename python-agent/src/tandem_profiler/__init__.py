"""Tandem's agent for Python: samples stack traces and sends them, and nothing else, to a collector."""

__version__ = "0.1.0"
