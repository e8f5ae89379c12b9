"""with_pyroscope.py ADDRESS PROGRAM ARGS…: runs the program under pyroscope-io and its defaults."""

import runpy
import sys

import pyroscope

pyroscope.configure(application_name="bench", server_address=sys.argv[1])
del sys.argv[:2]
runpy.run_path(sys.argv[0], run_name="__main__")
