"""A constructor calls that of its base class, which waits."""

import threading


class Shape:
    def __init__(self):
        threading.Event().wait()  # here: Shape.<new>


class Circle(Shape):
    def __init__(self):
        super().__init__()  # here: Circle.<new>


def main():
    Circle()  # here: main
