"""Native code calls back: sorting in C asks a function of ours."""

import ctypes
import threading


class Late:
    @staticmethod
    def once(_left, _right):
        work()  # here: Late.<once>
        return 0


ORDER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def main():
    numbers = (ctypes.c_int * 2)(2, 1)
    ctypes.CDLL(None).qsort(numbers, 2, ctypes.sizeof(ctypes.c_int), ORDER(Late.once))  # here: main


def work():
    threading.Event().wait()  # here: work
