"""The same module, loaded anew again and again; what was loaded before is collected."""

import gc
import importlib
import sys
import threading


class Part:
    def run(self):
        threading.Event().wait(0.2)  # here: Part.run


def main():
    while True:
        importlib.reload(sys.modules[__name__])  # here: main
        sys.modules[__name__].Part().run()  # here: main
        gc.collect()  # here: main
