"""Names of two, three and four bytes a character."""

import threading


def main():
    größe()  # here: main


def größe():
    数える()  # here: größe


def 数える():  # noqa: N802
    𠀀()  # here: 数える


def 𠀀():  # noqa: N802
    threading.Event().wait()  # here: 𠀀
