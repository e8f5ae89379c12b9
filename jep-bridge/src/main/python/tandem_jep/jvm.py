"""Calls one static method of Java by the JVM's own table of functions, and keeps the GIL meanwhile.

Jep itself lets go of the GIL for every call of Java.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from ctypes import POINTER, PYFUNCTYPE, byref, c_char_p, c_int, c_void_p, cast
from functools import partial
from typing import Any

_JNI_VERSION = 0x00010008
_GET_ENV = 6  # in the table of a JavaVM
# in the table of a JNIEnv
_FIND_CLASS = 6
_EXCEPTION_CLEAR = 17
_NEW_GLOBAL_REF = 21
_DELETE_LOCAL_REF = 23
_GET_METHOD_ID = 33
_CALL_OBJECT_METHOD = 36  # those that take their arguments as an array
_GET_STATIC_METHOD_ID = 113
_CALL_STATIC_OBJECT_METHOD = 116
_CALL_STATIC_VOID_METHOD = 143
_NEW_STRING_UTF = 167
_EXCEPTION_CHECK = 228
_NEW_DIRECT_BYTE_BUFFER = 229


class JvmError(Exception):
    """The JVM does not do what is asked; the message says what that was."""


def _table(pointer: c_void_p) -> Any:
    return cast(pointer, POINTER(POINTER(c_void_p))).contents


def _environment(library: str) -> c_void_p:
    """Of the calling thread, which must be one of Java's."""
    machine, count, environment = c_void_p(), c_int(), c_void_p()
    jvm = ctypes.PyDLL(library, os.RTLD_NOLOAD | os.RTLD_LAZY)  # never another than the one here
    if jvm.JNI_GetCreatedJavaVMs(byref(machine), 1, byref(count)) != 0 or count.value != 1:
        raise JvmError(f"{count.value} JVMs are here")
    get = PYFUNCTYPE(c_int, c_void_p, c_void_p, c_int)(_table(machine)[_GET_ENV])
    if get(machine, cast(byref(environment), c_void_p), _JNI_VERSION) != 0:
        raise JvmError("the thread is none of Java's")
    return environment


class _Functions:
    """Those of one thread's table. A result that is nothing, or an exception, raises JvmError."""

    def __init__(self, environment: c_void_p) -> None:
        self._environment = environment
        self._table = _table(environment)

    def of(self, index: int, *types: Any, result: Any = c_void_p) -> Any:
        return PYFUNCTYPE(result, c_void_p, *types)(self._table[index])

    def reference(self, what: str, index: int, *arguments: Any) -> int:
        types = [c_char_p if isinstance(each, bytes) else c_void_p for each in arguments]
        found: int | None = self.of(index, *types)(self._environment, *arguments)
        if self.of(_EXCEPTION_CHECK, result=ctypes.c_ubyte)(self._environment):
            self.of(_EXCEPTION_CLEAR, result=None)(self._environment)
            found = None
        if not found:
            raise JvmError(f"no {what}")
        return found

    def forget(self, *local: int) -> None:
        for reference in local:
            self.of(_DELETE_LOCAL_REF, c_void_p, result=None)(self._environment, reference)


class _StaticMethod:
    """One of a class that the thread's context loader knows; the class is held from now on.

    Args:
        library: path of the running JVM's own library.
        owner: binary name of the class.
        signature: its parameters and its result, as the JVM writes them; that is ``void``.
    """

    def __init__(self, library: str, owner: str, name: str, signature: bytes) -> None:
        self.environment = _environment(library)
        self.functions = _Functions(self.environment)
        self._owner = self._class(owner)
        self._method = self._method_of(self._owner, name, signature, _GET_STATIC_METHOD_ID)

    def _method_of(
        self, owner: int, name: str, signature: bytes, lookup: int = _GET_METHOD_ID
    ) -> int:
        return self.functions.reference(name, lookup, owner, name.encode(), signature)

    def _class(self, owner: str) -> int:
        call = self.functions.reference
        thread_class = call("Thread", _FIND_CLASS, b"java/lang/Thread")
        current = self._method_of(
            thread_class, "currentThread", b"()Ljava/lang/Thread;", _GET_STATIC_METHOD_ID
        )
        get_loader = self._method_of(
            thread_class, "getContextClassLoader", b"()Ljava/lang/ClassLoader;"
        )
        loader_class = call("ClassLoader", _FIND_CLASS, b"java/lang/ClassLoader")
        load = self._method_of(loader_class, "loadClass", b"(Ljava/lang/String;)Ljava/lang/Class;")
        thread = call("thread", _CALL_STATIC_OBJECT_METHOD, thread_class, current, _arguments())
        loader = call("loader", _CALL_OBJECT_METHOD, thread, get_loader, _arguments())
        text = call("text", _NEW_STRING_UTF, owner.encode())
        local = call(owner, _CALL_OBJECT_METHOD, loader, load, _arguments(text))
        held = call("reference", _NEW_GLOBAL_REF, local)
        self.functions.forget(thread_class, loader_class, thread, loader, text, local)
        return held

    def call(self, *arguments: int) -> Callable[[], None]:
        """What calls it with these. What it throws it must catch itself. It is of C alone."""
        invoke = self.functions.of(
            _CALL_STATIC_VOID_METHOD, c_void_p, c_void_p, c_void_p, result=None
        )
        return partial(invoke, self.environment, self._owner, self._method, _arguments(*arguments))


def _arguments(*values: int) -> c_void_p:
    return cast((ctypes.c_int64 * max(1, len(values)))(*values), c_void_p)


def static_method(library: str, owner: str, name: str) -> Callable[[], None]:
    """A method without parameters, as `_StaticMethod`. The calling thread alone may call it."""
    return _StaticMethod(library, owner, name, b"()V").call()


def lend(library: str, owner: str, name: str, address: int, size: int, number: int) -> None:
    """Calls a method, as `_StaticMethod`, with a ``ByteBuffer`` of memory and a ``long``.

    The memory must be there as long as the buffer is.
    """
    method = _StaticMethod(library, owner, name, b"(Ljava/nio/ByteBuffer;J)V")
    buffer = method.functions.reference("buffer", _NEW_DIRECT_BYTE_BUFFER, address, size)
    method.call(buffer, number)()
    method.functions.forget(buffer)
