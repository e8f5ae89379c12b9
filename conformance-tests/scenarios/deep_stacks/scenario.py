"""More calls than are kept of a stack, and a wait at the end."""

import sys
import threading


def main():
    sys.setrecursionlimit(5000)
    dive(1500)


def dive(left):
    if left > 0:
        dive(left - 1)  # here: dive
    else:
        threading.Event().wait()  # here: dive
