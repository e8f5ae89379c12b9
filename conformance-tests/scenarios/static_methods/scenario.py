"""A static method calls a class method, which calls an inherited one."""

import threading


class Shape:
    @classmethod
    def work(cls):
        threading.Event().wait()  # here: Shape.work


class Circle(Shape):
    @staticmethod
    def draw():
        Circle.fill()  # here: Circle.draw

    @classmethod
    def fill(cls):
        cls.work()  # here: Circle.fill


def main():
    Circle.draw()  # here: main
