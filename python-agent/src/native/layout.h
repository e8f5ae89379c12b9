/* What is read of the interpreter without its lock, all of it: each field that is used is named here,
 * and nowhere else. Offsets are the compiler's, from CPython's own headers of the version that this is
 * built for; that they hold for the interpreter that runs is shown by a self-test before any is trusted.
 *
 * No field leads to a value: not a local, not a global, not a text. All that is read are addresses and
 * numbers, copied by process_vm_writev, which answers with an error where there is nothing to be read. */
#ifndef TANDEM_LAYOUT_H
#define TANDEM_LAYOUT_H

#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE_MODULE 1
#include <Python.h>

#ifdef Py_GIL_DISABLED
#error "a free-threaded interpreter: its frames change while they are read"
#endif
#if PY_VERSION_HEX < 0x030B0000 || PY_VERSION_HEX >= 0x030E0000
#error "the layout of this version of CPython is not known"
#endif

#include "internal/pycore_frame.h"
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_runtime.h"

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

typedef uintptr_t address;

/* PyInterpreterState: its threads, newest first. The number grows with each that is made. */
#define THREADS_AT offsetof(PyInterpreterState, threads.next_unique_id)
typedef struct {
  uint64_t next_unique_id;
  address head;
} threads_list;

/* PyThreadState: the next of the list, whose it is, which thread of the system, and its innermost
 * frame; up to 3.12 that is one step further away. */
#define LINK_AT offsetof(PyThreadState, next)
typedef struct {
  address next;
  address interp;
} thread_link;
_Static_assert(offsetof(PyThreadState, interp) == LINK_AT + sizeof(address), "interp follows next");

#define IDS_AT offsetof(PyThreadState, thread_id)
typedef struct {
  unsigned long ident; /* as Python's threading.get_ident */
  unsigned long tid;   /* as gettid */
} thread_ids;
_Static_assert(offsetof(PyThreadState, native_thread_id) == IDS_AT + sizeof(unsigned long),
               "native_thread_id follows thread_id");

#if PY_VERSION_HEX < 0x030D0000
#define HAS_CFRAME 1
#define CFRAME_AT offsetof(PyThreadState, cframe)
#define INNERMOST_AT offsetof(_PyCFrame, current_frame)
#else
#define HAS_CFRAME 0
#define INNERMOST_AT offsetof(PyThreadState, current_frame)
#endif

/* _PyInterpreterFrame: its code, its caller's frame, where it stands and what kind it is. One copy
 * spans them, and so the addresses that lie between; it ends before `localsplus`, the locals. */
#if PY_VERSION_HEX < 0x030D0000
#define CODE_AT offsetof(_PyInterpreterFrame, f_code)
#define STANDS_AT offsetof(_PyInterpreterFrame, prev_instr)
#else
#define CODE_AT offsetof(_PyInterpreterFrame, f_executable)
#define STANDS_AT offsetof(_PyInterpreterFrame, instr_ptr)
#endif
#define CALLER_AT offsetof(_PyInterpreterFrame, previous)
#define OWNER_AT offsetof(_PyInterpreterFrame, owner)
#define HEADER_BYTES (OWNER_AT + 1 - CODE_AT)
_Static_assert(CODE_AT < CALLER_AT && CALLER_AT < STANDS_AT && STANDS_AT < OWNER_AT &&
                   OWNER_AT < offsetof(_PyInterpreterFrame, localsplus),
               "the header of a frame lies before its locals");
typedef struct {
  char bytes[HEADER_BYTES];
} frame_header;

/* From 3.12 on C code that calls Python leaves a frame of its own, which is no call of Python's. */
#define IS_GENERATOR(owner) ((owner) == FRAME_OWNED_BY_GENERATOR)
#if PY_VERSION_HEX >= 0x030C0000
#define IS_SHIM(owner) ((owner) == FRAME_OWNED_BY_CSTACK)
#else
#define IS_SHIM(owner) 0
#endif

/* PyCodeObject: where its instructions begin follows from its address. Before one of them a frame is
 * no call yet, or never will be: from 3.13 on the interpreter puts one around each `__init__`. */
#define INSTRUCTIONS_AT offsetof(PyCodeObject, co_code_adaptive)
#define FIRST_TRACEABLE_AT offsetof(PyCodeObject, _co_firsttraceable)

/* The interpreter's lock: where a thread that wants it waits, as an address to compare with. */
static inline struct _gil_runtime_state *the_gil(PyInterpreterState *interp) {
#if PY_VERSION_HEX >= 0x030C0000
  return interp->ceval.gil;
#else
  (void)interp;
  return &_PyRuntime.ceval.gil;
#endif
}

/* The list of interpreters, and the lock of it and of their lists of threads. */
static inline struct pyinterpreters *the_interpreters(void) {
  return &_PyRuntime.interpreters;
}

/* Takes that lock, without letting go of the GIL meanwhile: who holds it never waits for the GIL. 0 where
 * somebody has it all the time. */
static inline int lock_lists(void) {
#if PY_VERSION_HEX < 0x030D0000
  return PyThread_acquire_lock(the_interpreters()->mutex, WAIT_LOCK) == PY_LOCK_ACQUIRED;
#else /* what CPython waits with is not exported, and PyMutex_Lock lets go of the GIL */
  for (int tries = 0; tries < 1000; tries++, sched_yield()) {
    uint8_t unlocked = _Py_UNLOCKED;
    if (_Py_atomic_compare_exchange_uint8(&the_interpreters()->mutex._bits, &unlocked, _Py_LOCKED)) {
      return 1;
    }
  }
  return 0;
#endif
}

static inline void unlock_lists(void) {
#if PY_VERSION_HEX < 0x030D0000
  PyThread_release_lock(the_interpreters()->mutex);
#else
  PyMutex_Unlock(&the_interpreters()->mutex);
#endif
}

#endif
