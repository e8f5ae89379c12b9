"""Waits for a condition, on a thread of its own, for as many seconds as the first argument says."""

import sys
import threading


def nap(seconds):
    threading.Event().wait(seconds)


sleeper = threading.Thread(target=nap, args=(int(sys.argv[1]),))
sleeper.start()
sleeper.join()
