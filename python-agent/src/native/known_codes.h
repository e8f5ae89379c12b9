/* The code objects that are known to be alive. Under the GIL alone.
 *
 * An address that was read without the lock is only a number: whether a code object lies there, the
 * memory itself cannot tell. So an address is confirmed only where we saw the object under the lock,
 * and the interpreter has not told us since that it ended. It tells each end before the memory is
 * given back: by a watcher, up to 3.11 by the destructor of the type, which is replaced by one of ours
 * that calls it. Codes become known when they are made (a watcher, from 3.12 on), when they are on a
 * stack that Python's side looked at, and by a walk over the functions that the cyclic collector
 * lists: of each its `func_code`, and the codes among that one's `co_consts`. Only types are compared
 * on the way; no constant and no object is kept or looked into, and nothing of the application runs.
 *
 * A code that ends after it was sampled, and before it was told, is kept alive until it is told. */
#ifndef TANDEM_KNOWN_CODES_H
#define TANDEM_KNOWN_CODES_H

#include "layout.h"

#include <string.h>

#define MOST_CODES (1u << 19)   /* 16 MiB of table */
#define MOST_WALKED 1000000     /* objects of one walk: some 10 ms */
#define MOST_YOUNG 20000        /* of one over the young: more there are where nobody collects */
#define MOST_NESTED 64          /* codes within codes */

typedef struct {
  address code;    /* 0: free */
  uint32_t alive;
  uint32_t ended;  /* the period in which a code at this address last ended; 0: none did */
} known_code;

static struct {
  known_code *table;
  size_t capacity; /* a power of 2, or 0 */
  size_t used;
  size_t alive;
  uint32_t overrun; /* the last period of which not every end was noted, or kept; 0: none */
  uint32_t period;  /* from 1 on; one more with each drain */
  int watcher;      /* from 3.12 on: its number, or -1 */
  destructor end;   /* up to 3.11: the type's own, while ours stands before it */
} codes;

/* Which codes are in a buffer that was not drained yet, by the low bits of a hash: so a code that
 * ends, but was just sampled, is kept until then. One for each of the two buffers, which the timer
 * thread writes, and one for the records that wait. */
#define MARKS (1u << 15)
#define MARKS_OF_WAITING 2
#define MOST_KEPT 4096
static uint8_t marks[3][MARKS];
static PyObject *kept[MOST_KEPT];
static size_t kept_count;

static size_t mark_of(address code) {
  return (size_t)((code >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40) & (MARKS - 1);
}

/* How many codes have come to their end so far. Counted before the marks are read: so of one that ends
 * while it is being sampled, either its mark is seen, or the timer thread sees the count change. */
static uint64_t ends;

/* Whether a code that is about to end must be kept. It counts as alive, as before. Where it cannot be
 * kept, nothing that was sampled so far is confirmed any more. */
static int must_keep(PyObject *code) {
  size_t mark = mark_of((address)code);
  __atomic_add_fetch(&ends, 1, __ATOMIC_SEQ_CST);
  int sampled = __atomic_load_n(&marks[0][mark], __ATOMIC_SEQ_CST) |
                __atomic_load_n(&marks[1][mark], __ATOMIC_SEQ_CST) | marks[MARKS_OF_WAITING][mark];
  if (!sampled || codes.period == 0 || PyInterpreterState_Get() != PyInterpreterState_Main()) {
    return 0;
  }
  if (kept_count == MOST_KEPT) {
    codes.overrun = codes.period;
  }
  return kept_count < MOST_KEPT;
}

static int is_remembered(const known_code *one) {
  int recent = one->ended + 1 >= codes.period && codes.overrun < codes.period;
  return one->code != 0 && (one->alive || recent);
}

static known_code *place_of(address code) {
  size_t at = (size_t)((code >> 4) * UINT64_C(0x9E3779B97F4A7C15)) & (codes.capacity - 1);
  while (codes.table[at].code != 0 && codes.table[at].code != code) {
    at = (at + 1) & (codes.capacity - 1);
  }
  return &codes.table[at];
}

/* Makes room for one more; 0 where there is none. Those that ended long ago are left behind. */
static int make_room(void) {
  if (codes.used * 10 < codes.capacity * 7) {
    return 1;
  }
  size_t kept = 0, capacity = 1024;
  for (size_t i = 0; i < codes.capacity; i++) {
    kept += is_remembered(&codes.table[i]);
  }
  if (kept >= MOST_CODES) { /* forget the ends, and so confirm nothing of this period */
    codes.overrun = codes.period;
    kept = codes.alive;
  }
  while (capacity < kept * 2) {
    capacity *= 2;
  }
  known_code *before = codes.table, *table = NULL;
  if (kept >= MOST_CODES || (table = calloc(capacity, sizeof *table)) == NULL) {
    return 0;
  }
  size_t length = codes.capacity;
  codes.table = table;
  codes.capacity = capacity;
  codes.used = 0;
  for (size_t i = 0; i < length; i++) {
    if (is_remembered(&before[i])) {
      *place_of(before[i].code) = before[i];
      codes.used++;
    }
  }
  free(before);
  return 1;
}

/* Whether it was not known. */
static int add_code(address code) {
  if (!make_room()) {
    return 0;
  }
  known_code *place = place_of(code);
  if (place->code == 0) {
    place->code = code;
    codes.used++;
  } else if (place->alive) {
    return 0;
  }
  place->alive = 1;
  codes.alive++;
  return 1;
}

static void end_code(address code) {
  int room = make_room();
  if (codes.table == NULL) {
    return;
  }
  known_code *place = place_of(code);
  if (place->code == 0) {
    if (!room) {
      codes.overrun = codes.period;
      return;
    }
    place->code = code;
    codes.used++;
  }
  codes.alive -= place->alive;
  place->alive = 0;
  place->ended = codes.period;
}

/* The code object at an address that was read since `period` began; NULL where that is not sure. What
 * ended there in this period was, as it was not kept, not sampled before; unless it ended just while it
 * was sampled, in a stack that is `suspect`. */
static PyCodeObject *confirmed(address code, uint32_t period, int suspect) {
  if (codes.table == NULL || code == 0 || codes.overrun >= period) {
    return NULL;
  }
  known_code *place = place_of(code);
  int sure = place->code == code && place->alive && (!suspect || place->ended < period);
  return sure ? (PyCodeObject *)code : NULL;
}

static int is_known(address code) {
  return codes.table != NULL && code != 0 && place_of(code)->code == code && place_of(code)->alive;
}

static void learn(PyObject *code, int nested) {
  if (!PyCode_Check(code) || Py_REFCNT(code) <= 0 || !add_code((address)code)) {
    return;
  }
  PyObject *constants = ((PyCodeObject *)code)->co_consts;
  if (nested >= MOST_NESTED || constants == NULL || !PyTuple_CheckExact(constants)) {
    return;
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(constants); i++) {
    PyObject *constant = PyTuple_GET_ITEM(constants, i);
    if (constant != NULL && PyCode_Check(constant)) {
      learn(constant, nested + 1);
    }
  }
}

/* Codes of the functions among the `most` newest objects in one generation of the collector. Returns
 * how many objects it looked at. */
static size_t learn_generation(PyGC_Head *generation, size_t most) {
  size_t walked = 0;
  for (PyGC_Head *one = _PyGCHead_PREV(generation); one != generation && walked < most;
       one = _PyGCHead_PREV(one), walked++) {
    PyObject *object = (PyObject *)(one + 1); /* the object lies behind its head */
    if (Py_IS_TYPE(object, &PyFunction_Type)) {
      PyObject *code = ((PyFunctionObject *)object)->func_code;
      if (code != NULL) {
        learn(code, 0);
      }
    }
  }
  return walked;
}

/* The head of the youngest generation: where a walk begins and ends. */
static PyGC_Head *youngest_objects(void) {
  return &PyInterpreterState_Get()->gc.generations[0].head;
}

/* Codes of the functions in the `youngest` generations, newest objects first; of all, and of what was
 * frozen, where that is NUM_GENERATIONS. Not while the collector works: its lists are in pieces. */
static void learn_functions(int youngest) {
  struct _gc_runtime_state *gc = &PyInterpreterState_Get()->gc;
  size_t walked = 0, most = youngest == NUM_GENERATIONS ? MOST_WALKED : MOST_YOUNG;
  if (gc->collecting) {
    return;
  }
  for (int i = 0; i < youngest; i++) {
    walked += learn_generation(&gc->generations[i].head, most - walked);
  }
  if (youngest == NUM_GENERATIONS) {
    learn_generation(&gc->permanent_generation.head, most - walked);
  }
}

#if PY_VERSION_HEX >= 0x030C0000

static int on_code(PyCodeEvent event, PyCodeObject *code) {
  if (event == PY_CODE_EVENT_CREATE) {
    add_code((address)code);
  } else if (must_keep((PyObject *)code)) {
    kept[kept_count++] = Py_NewRef(code); /* which a watcher may: then it does not end */
    add_code((address)code);              /* where nobody told us of it before */
  } else {
    end_code((address)code);
  }
  return 0;
}

static int watch_codes(void) {
  codes.watcher = PyCode_AddWatcher(on_code);
  return codes.watcher;
}

static void unwatch_codes(void) {
  if (codes.watcher >= 0 && PyCode_ClearWatcher(codes.watcher) < 0) {
    PyErr_Clear(); /* somebody else took it away */
  }
  codes.watcher = -1;
}

#else

static void on_end(PyObject *code) {
  if (must_keep(code)) {
    Py_SET_REFCNT(code, 1); /* nothing of it has gone yet */
    kept[kept_count++] = code;
    add_code((address)code); /* where nobody told us of it before */
    return;
  }
  if (codes.period != 0) {
    end_code((address)code);
  }
  codes.end(code);
}

static int watch_codes(void) {
  if (codes.end == NULL) { /* else ours stayed, behind somebody's */
    codes.end = PyCode_Type.tp_dealloc;
    PyCode_Type.tp_dealloc = on_end;
  }
  return 0;
}

static void unwatch_codes(void) {
  if (PyCode_Type.tp_dealloc == on_end) {
    PyCode_Type.tp_dealloc = codes.end; /* else somebody stands before us: then ours stays */
    codes.end = NULL;
  }
}

#endif

/* Begins to know codes. -1 with an exception where the interpreter does not tell of their ends. */
static int know_codes(void) {
  codes.watcher = -1;
  codes.period = 1;
  if (watch_codes() < 0) {
    return -1;
  }
  learn_functions(NUM_GENERATIONS);
  return 0;
}

static void forget_codes(void) {
  unwatch_codes();
  free(codes.table);
  codes.table = NULL;
  codes.capacity = codes.used = codes.alive = 0;
  codes.period = codes.overrun = 0;
  memset(marks, 0, sizeof marks);
  while (kept_count > 0) {
    Py_DECREF(kept[--kept_count]);
  }
}

#endif
