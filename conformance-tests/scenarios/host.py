"""Runs the scenarios that it is given, each on a thread of its own, until its input ends."""

import sys
import threading
from importlib import import_module

for case in sys.argv[1:]:
    main = import_module(f"{case}.scenario").main
    threading.Thread(target=main, daemon=True).start()  # and so are those that it starts
sys.stdin.buffer.read()
