"""A process started for each small question; or the question answered here."""

import os
import subprocess
import sys

import program


def trigger() -> object:
    return subprocess.run(["/bin/true"], check=True).returncode


def near_miss() -> object:
    return sum(len(name) for name in os.listdir("/proc/self")) + len(sys.modules)


if __name__ == "__main__":
    program.run(trigger, near_miss)
