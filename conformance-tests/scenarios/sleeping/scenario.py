"""Sleeps."""

import time


def main():
    nap()  # here: main


def nap():
    time.sleep(3600)  # here: nap
