/* Samples the threads of its own interpreter from a thread that never takes the GIL.
 *
 * The timer thread copies what layout.h names by process_vm_writev and writes down addresses: of code
 * objects, and how far behind each the thread stands. Under the GIL `drain` turns into code objects
 * what known_codes.h confirms; any other address is told as UNKNOWN. No memory that was found through
 * a frame is ever dereferenced, and no text is read.
 *
 * One sampler a process, which the module's functions start, ask and stop; all of them run under the
 * GIL. The timer thread shares with them what `lock` guards. Linux alone. */
#define _GNU_SOURCE
#include "known_codes.h"
#include "layout.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define NANOS 1000000000LL
#define AT_ONCE 256               /* pieces of one call: IOV_MAX is 1024 */
#define MOST_BYTES sizeof(frame_header) /* of a piece */
#define MOST_THREADS 4096         /* of one listing: beyond, a list that changed under us has no end */
#define WORDS (1u << 17)          /* 1 MiB: what is kept between two drains */
#define WAITING_WORDS (WORDS / 4) /* of it, what waits for its codes to become known */
#define STACK_BYTES (256u * 1024) /* of the timer thread */
#define FURTHEST (1 << 24)        /* bytes of instructions; beyond, what was read is not a place */
#define STOOD_STILL (10 * NANOS)  /* a tick so late: stopped by a signal, or frozen */
#define WALKS 3                   /* at most, of one stack in one tick */
#define MOST_OWN 32
#define NOWHERE ((uint64_t)-1)    /* as f_lasti has it */
#define NEAR_BEGIN 16             /* bytes of instructions: longer preludes are taken for calls */
#define UNKNOWN 1                 /* told for a code that is not confirmed */
#define TRUNCATED 0               /* told outermost where the stack is deeper than the limit */

enum state { RUNNING, GIL_WAIT, SLEEPING, RESTING, UNCLEAR, STATES };

/* Something to be copied. */
typedef struct {
  address from;
  void *to;
  size_t bytes;
} piece;
_Static_assert(MOST_BYTES >= sizeof(threads_list) && MOST_BYTES >= sizeof(thread_link) &&
                   MOST_BYTES >= sizeof(thread_ids),
               "no piece is longer than a frame's header");

/* What was seen of one stack in one state: in a buffer, followed by `depth` codes, innermost first,
 * and as many places in them. */
typedef struct {
  uint16_t state;
  uint16_t suspect; /* a code ended while the stack was read */
  uint32_t period;  /* of known_codes.h: the number of the buffer that it was taken for */
  uint64_t depth;
  uint64_t samples;
  uint64_t nanos;
} record;
#define RECORD_WORDS (sizeof(record) / sizeof(uint64_t))

/* Threads of the agent's own, as Python numbers them. */
typedef struct {
  size_t count;
  unsigned long idents[MOST_OWN];
} own_threads;

/* A thread of the interpreter. The timer thread alone uses it. */
typedef struct {
  address tstate;
  address next;
  thread_ids ids;
  int has_begun;           /* when its numbers were read: so they are its own */
  int seen;                /* has been visited since the last pause */
  int64_t cpu;             /* its CPU clock at the last visit; -1: it had none any more */
  int still;               /* that clock reads the same now */
  int64_t visited;         /* the time of that */
  enum state state;        /* as the kernel said since that clock stands still; else RUNNING */
  address cframe;          /* of the last walk, as the frames are: likely to be there again */
  size_t depth;            /* of the stack */
  uint64_t *stack;         /* room for codes, then for places, `room` each */
  address *frames;         /* those of the stack, and the ones between them that are no calls */
  size_t frame_count;
  address outermost;       /* frame of the last walk: one that ends elsewhere was torn, as a rule */
  uint64_t buffer;         /* the number of the buffer that the records below lie in */
  size_t records[STATES];  /* where; 0: there is none yet */
} thread;

static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guarded by the lock */
  int stopping;
  int64_t period; /* nanoseconds between ticks; 0: none are wanted */
  int paused;     /* since the timer last asked: time before it is of no account */
  uint64_t *filling;
  size_t filled;     /* words; the first is never used */
  uint64_t buffer;   /* its number, from 1 on */
  own_threads own;
  size_t unreadable;
  size_t over_limit;
  size_t threads; /* that ran Python at the last tick */
  size_t ticks;   /* since the last drain */
  int64_t spent;  /* CPU time of timer threads that have ended */
  /* the GIL's */
  uint64_t *draining;
  uint64_t *waiting; /* records with a code that is not known yet */
  size_t waiting_filled;
  int64_t learn_again; /* from when on */
  int runs;  /* from start to the end of stop */
  int ends;  /* stop waits for the timer thread, without the GIL: who comes meanwhile is refused */
  int joins; /* the timer thread's end is waited for, without the GIL: one thread alone may do that */
  int halted; /* meanwhile there is no timer thread: set starts another */
  pid_t pid;
  pthread_t timer;
  /* set before the timer thread starts */
  PyInterpreterState *interp;
  address gil, gil_end;
  size_t room; /* frames that are looked at of a stack: one more than are kept */
  address launcher;
  thread_ids starter; /* of the thread that asked for the start, as the system has them */
  /* the timer thread's */
  thread *known;
  size_t known_count;
  piece *pieces;         /* room for one walk, as are the next two */
  frame_header *headers;
  address *frames;
  threads_list listed;
  int64_t ticked;
  uint64_t random;
} it = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int64_t nanos_of(clockid_t clock) {
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? now.tv_sec * NANOS + now.tv_nsec : -1;
}

/* Linux numbers a thread's CPU clock by the thread: MAKE_THREAD_CPUCLOCK(tid, CPUCLOCK_SCHED). It
 * answers with an error for threads that have ended or are another process's. */
static clockid_t clock_of(unsigned long tid) {
  return (clockid_t)((~(unsigned int)tid << 3) | 6);
}

/* Reading. */

/* As `copy`, of at most AT_ONCE pieces in one call; 0 also where one of them lies where no process has
 * memory. We are the process that we write to, and one piece of ours alone is written: the kernel looks up
 * the pages of each piece on that side, which costs it more than ten times the copy. */
static size_t copy_at_once(const piece *pieces, size_t count) {
  static char copied[AT_ONCE * MOST_BYTES];
  static struct iovec from[AT_ONCE];
  struct iovec to = {copied, 0};
  for (size_t i = 0; i < count; i++) {
    from[i] = (struct iovec){(void *)pieces[i].from, pieces[i].bytes};
    to.iov_len += pieces[i].bytes;
  }
  ssize_t bytes = process_vm_writev(it.pid, from, count, &to, 1, 0);
  const char *next = copied;
  size_t done = 0;
  while (done < count && bytes >= (ssize_t)pieces[done].bytes) {
    memcpy(pieces[done].to, next, pieces[done].bytes);
    next += pieces[done].bytes;
    bytes -= (ssize_t)pieces[done++].bytes;
  }
  return done;
}

/* How many of the pieces were copied, in this order, before one that cannot be. */
static size_t copy(const piece *pieces, size_t count) {
  size_t done = 0, at_once = AT_ONCE;
  while (done < count) {
    size_t n = count - done < at_once ? count - done : at_once;
    size_t copied = copy_at_once(pieces + done, n);
    done += copied;
    if (copied > 0 && copied < n) {
      break;
    }
    if (copied == 0) {
      if (n == 1) {
        break;
      }
      at_once = 1; /* any of them may be why */
    }
  }
  return done;
}

static int copy_one(address from, void *to, size_t bytes) {
  piece one = {from, to, bytes};
  return copy(&one, 1) == 1;
}

static address address_in(const frame_header *header, size_t at) {
  address value;
  memcpy(&value, header->bytes + (at - CODE_AT), sizeof value);
  return value;
}

/* Threads. */

static void release(thread *one) {
  free(one->stack);
  free(one->frames);
  *one = (thread){0};
}

static void forget_threads(void) {
  for (size_t i = 0; i < it.known_count; i++) {
    release(&it.known[i]);
  }
  free(it.known);
  it.known = NULL;
  it.known_count = 0;
  it.listed = (threads_list){0};
}

/* Whether the list is as it was: no thread was made, and to each that ran since, the one before it
 * leads as before. One that did not run is there: threads leave the list by themselves. */
static int list_is_the_same(void) {
  static thread_link links[MOST_THREADS];
  static piece pieces[MOST_THREADS + 1];
  threads_list list;
  size_t count = 0;
  pieces[count++] = (piece){(address)it.interp + THREADS_AT, &list, sizeof list};
  for (size_t i = 1; i < it.known_count; i++) {
    if (!it.known[i].still) {
      pieces[count++] = (piece){it.known[i - 1].tstate + LINK_AT, &links[i - 1], sizeof links[0]};
    }
  }
  if (copy(pieces, count) != count || memcmp(&list, &it.listed, sizeof list) != 0) {
    return 0;
  }
  for (size_t i = 1; i < it.known_count; i++) {
    const thread_link *before = &links[i - 1];
    if (!it.known[i].still &&
        (before->interp != (address)it.interp || before->next != it.known[i].tstate)) {
      return 0;
    }
  }
  return 1;
}

/* Takes over what is known of a thread from the list as it was: the same in both, as a rule in the
 * same order. */
static void take_over(thread *one, size_t *from) {
  for (size_t tried = 0; tried < it.known_count; tried++) {
    thread *before = &it.known[(*from + tried) % it.known_count];
    if (before->tstate == one->tstate && before->ids.ident == one->ids.ident &&
        before->ids.tid == one->ids.tid) {
      address next = one->next;
      *from = (size_t)(before - it.known) + 1;
      *one = *before;
      one->next = next;
      *before = (thread){0};
      return;
    }
  }
}

static int is_own(const thread *one, const own_threads *own) {
  size_t i = 0;
  while (i < own->count && one->ids.ident != own->idents[i]) {
    i++;
  }
  return i < own->count;
}

/* Finds out which threads stood still, of others than our own. 0 where one has ended since, or has not
 * begun yet. */
static int read_clocks(const own_threads *own) {
  int all = 1;
  for (size_t i = 0; i < it.known_count; i++) {
    thread *one = &it.known[i];
    one->still = 0;
    if (is_own(one, own)) {
      continue;
    }
    int64_t cpu = one->ids.tid == 0 ? -1 : nanos_of(clock_of(one->ids.tid));
    one->still = cpu >= 0 && cpu == one->cpu;
    all &= cpu >= 0 || one->cpu < 0;
  }
  return all;
}

/* The thread's number. Where C code forked and did not tell the interpreter, that still has the number
 * which the thread had in the parent, where it is none of ours; of the one that asked for the start it
 * is known. */
static unsigned long tid_of(const thread_ids *ids) {
  int is_the_parents =
      ids->ident == it.starter.ident && ids->tid != 0 && nanos_of(clock_of(ids->tid)) < 0;
  return is_the_parents ? it.starter.tid : ids->tid;
}

/* Reads the thread's numbers again where it may not have begun when they were read: up to 3.11 it has
 * those of the thread that made it until it begins, which is before its first frame. Whether they are
 * others than those that it was taken for. */
static int has_begun_since(thread *one) {
  thread_ids ids;
  if (one->has_begun || !copy_one(one->tstate + IDS_AT, &ids, sizeof ids)) {
    return 0;
  }
  ids.tid = tid_of(&ids);
  int others = ids.ident != one->ids.ident || ids.tid != one->ids.tid;
  one->ids = ids;
  one->has_begun = one->depth > 0;
  return others;
}

/* Lists the threads of the interpreter. 0 where the list changed meanwhile, or cannot be had. */
static int list_threads(const own_threads *own) {
  if (it.known_count > 0 && read_clocks(own) && list_is_the_same()) {
    return 1;
  }
  threads_list list;
  if (!copy_one((address)it.interp + THREADS_AT, &list, sizeof list)) {
    return 0;
  }
  thread *found = calloc(MOST_THREADS, sizeof *found);
  size_t count = 0, from = 0;
  address tstate = list.head;
  int whole = found != NULL;
  while (whole && tstate != 0) {
    thread *one = &found[count];
    thread_link link;
    piece pieces[] = {{tstate + LINK_AT, &link, sizeof link},
                      {tstate + IDS_AT, &one->ids, sizeof one->ids}};
    whole = count < MOST_THREADS - 1 && copy(pieces, 2) == 2 && link.interp == (address)it.interp;
    one->tstate = tstate;
    one->ids.tid = tid_of(&one->ids);
    one->has_begun = PY_VERSION_HEX >= 0x030C0000; /* there it has none before */
    one->next = tstate = link.next;
    count++;
  }
  if (!whole) {
    free(found);
    return 0;
  }
  for (size_t i = 0; i < count; i++) {
    take_over(&found[i], &from);
  }
  forget_threads();
  it.known = realloc(found, (count ? count : 1) * sizeof *found); /* shrinks: never fails */
  it.known_count = count;
  it.listed = list;
  return 1;
}

/* Frames. */

/* Where a thread is now, and the headers of the frames of its last walk, as many as could be read. */
typedef struct {
  address innermost;
  size_t count;
} likely;

/* Reads both in one call: most of these frames are as a rule still on the stack. */
static likely read_likely(thread *one) {
  likely read = {0};
  piece *pieces = it.pieces;
  size_t n = 0;
#if HAS_CFRAME
  address cframe = 0, innermost = 0;
  pieces[n++] = (piece){one->tstate + CFRAME_AT, &cframe, sizeof cframe};
  if (one->cframe != 0) {
    pieces[n++] = (piece){one->cframe + INNERMOST_AT, &innermost, sizeof innermost};
  }
#else
  pieces[n++] = (piece){one->tstate + INNERMOST_AT, &read.innermost, sizeof read.innermost};
#endif
  size_t leading = n;
  for (size_t i = 0; i < one->frame_count; i++) {
    pieces[n++] = (piece){one->frames[i] + CODE_AT, &it.headers[i], HEADER_BYTES};
  }
  size_t done = copy(pieces, n);
  read.count = done > leading ? done - leading : 0;
#if HAS_CFRAME
  if (done >= leading && leading == 2 && cframe == one->cframe) {
    read.innermost = innermost;
  } else if (cframe == 0 || !copy_one(cframe + INNERMOST_AT, &read.innermost, sizeof(address))) {
    read.innermost = 0;
  }
  one->cframe = cframe;
#endif
  return read;
}

/* Frames that are looked at of one stack, those that are no calls included. */
static size_t most_frames(void) {
  return 2 * it.room + 64;
}

static int has_room(thread *one) {
  if (one->stack == NULL) {
    one->stack = malloc(2 * it.room * sizeof *one->stack);
    one->frames = malloc(most_frames() * sizeof *one->frames);
  }
  return one->stack != NULL && one->frames != NULL;
}

static uint64_t place_in(address code, address stands) {
  int64_t place = (int64_t)(stands - code - INSTRUCTIONS_AT);
  return place >= 0 && place < FURTHEST ? (uint64_t)place : NOWHERE;
}

/* Whether a frame stands before its first traceable instruction, as _PyFrame_IsIncomplete has it. Only
 * of a place so near the begin that this may be; no, where the code cannot be read. */
static int is_incomplete(address code, uint64_t place, char owner) {
  int first = 0;
  if (IS_GENERATOR(owner) || (place != NOWHERE && place >= NEAR_BEGIN)) {
    return 0;
  }
  return copy_one(code + FIRST_TRACEABLE_AT, &first, sizeof first) && first > 0 && first < FURTHEST &&
         (place == NOWHERE || place < (uint64_t)first * sizeof(_Py_CODEUNIT));
}

/* Reads the thread's stack, innermost first; it has none where the thread runs no Python. Whether it
 * is another than before; -1 where it could not be read. */
static int walk(thread *one) {
  if (!has_room(one)) {
    return -1;
  }
  likely read = read_likely(one);
  size_t depth = 0, count = 0, from = 0;
  uint64_t *stack = one->stack, *places = one->stack + it.room;
  int other = 0;
  for (address frame = read.innermost; frame != 0 && depth < it.room && count < most_frames();) {
    frame_header header;
    size_t at = from;
    while (at < read.count && one->frames[at] != frame) {
      at++;
    }
    if (at < read.count) {
      header = it.headers[at];
      from = at + 1;
    } else if (!copy_one(frame + CODE_AT, &header, sizeof header)) {
      one->depth = one->frame_count = 0;
      return -1;
    }
    it.frames[count++] = frame;
    frame = address_in(&header, CALLER_AT);
    char owner = header.bytes[OWNER_AT - CODE_AT];
    if (IS_SHIM(owner)) {
      continue;
    }
    address code = address_in(&header, CODE_AT);
    if (code == it.launcher) {
      break;
    }
    uint64_t place = place_in(code, address_in(&header, STANDS_AT));
    int stays = depth < one->depth && stack[depth] == code && places[depth] == place;
    if (!stays && is_incomplete(code, place, owner)) {
      continue;
    }
    other |= !stays;
    stack[depth] = code;
    places[depth] = place;
    depth++;
  }
  other |= depth != one->depth;
  address *before = one->frames;
  one->frames = it.frames;
  one->frame_count = count;
  one->depth = depth;
  it.frames = before;
  return other;
}

/* Walks until that succeeds, and ends at the frame where the walk before ended: a generator that stops
 * meanwhile leads nowhere. As `walk`; after the last try, whatever came of it. */
static int walk_again(thread *one) {
  int other = 0, outcome = 0;
  for (int tries = 0; tries < WALKS; tries++) {
    address before = one->outermost;
    outcome = walk(one);
    other |= outcome;
    one->outermost = one->frame_count > 0 ? one->frames[one->frame_count - 1] : 0;
    if (outcome >= 0 && (one->outermost == before || before == 0)) {
      break;
    }
  }
  return outcome < 0 ? outcome : other != 0;
}

/* States. */

/* What the kernel says of a thread that does not run: the number of its system call, and the address
 * that it waits at. `running` is one that runs, or could. */
static enum state state_in_kernel(unsigned long tid) {
  char path[64], text[128];
  snprintf(path, sizeof path, "/proc/self/task/%lu/syscall", tid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (file >= 0) {
    close(file);
  }
  if (length <= 0) {
    return UNCLEAR;
  }
  text[length] = '\0';
  if (text[0] == 'r') {
    return RUNNING;
  }
  char *end;
  long number = strtol(text, &end, 10);
  if (number == SYS_clock_nanosleep
#ifdef SYS_nanosleep
      || number == SYS_nanosleep
#endif
  ) {
    return SLEEPING;
  }
  address waits_at = number == SYS_futex ? (address)strtoull(end, NULL, 16) : 0;
  return waits_at >= it.gil && waits_at < it.gil_end ? GIL_WAIT : RESTING;
}

/* The state of a thread whose clock read `cpu` a moment ago: it runs where its clock does. */
static enum state state_of(const thread *one) {
  int64_t cpu = nanos_of(clock_of(one->ids.tid));
  if (cpu < 0) {
    return UNCLEAR;
  }
  return cpu != one->cpu ? RUNNING : state_in_kernel(one->ids.tid);
}

/* Samples. */

/* Writes down that the thread was seen in its state; `nanos` have passed since it was seen before, and
 * so many codes had ended when it was looked at. */
static void note(thread *one, uint64_t nanos, uint64_t ended) {
  pthread_mutex_lock(&it.lock);
  if (one->buffer != it.buffer) {
    memset(one->records, 0, sizeof one->records);
    one->buffer = it.buffer;
  }
  size_t *at = &one->records[one->state];
  size_t words = RECORD_WORDS + 2 * one->depth;
  if (*at == 0 && it.filled + words > WORDS) {
    it.over_limit++;
    pthread_mutex_unlock(&it.lock);
    return;
  }
  if (*at == 0) {
    *at = it.filled;
    it.filled += words;
    record *new = (record *)(it.filling + *at);
    *new = (record){
        .state = (uint16_t)one->state, .period = (uint32_t)it.buffer, .depth = one->depth};
    uint64_t *codes_of = it.filling + *at + RECORD_WORDS;
    memcpy(codes_of, one->stack, one->depth * sizeof *codes_of);
    memcpy(codes_of + one->depth, one->stack + it.room, one->depth * sizeof *codes_of);
    for (size_t i = 0; i < one->depth; i++) {
      __atomic_store_n(&marks[it.buffer & 1][mark_of((address)codes_of[i])], 1, __ATOMIC_SEQ_CST);
    }
    new->suspect = __atomic_load_n(&ends, __ATOMIC_SEQ_CST) != ended;
  }
  record *seen = (record *)(it.filling + *at);
  seen->samples++;
  seen->nanos += nanos;
  pthread_mutex_unlock(&it.lock);
}

/* Looks at a thread; so many codes had ended before the clocks were read. Whether it runs Python. */
static int visit(thread *one, int64_t now, uint64_t ended) {
  int64_t since = one->seen ? one->visited : it.ticked;
  int still = one->seen && one->still && one->has_begun;
  int other = 0;
  if (!still) {
    ended = __atomic_load_n(&ends, __ATOMIC_SEQ_CST);
    one->cpu = nanos_of(clock_of(one->ids.tid));
    other = one->cpu < 0 ? -1 : walk_again(one);
  }
  if (has_begun_since(one)) { /* this was another's clock, and may be one of the agent's own threads */
    one->seen = 0;
    return 0;
  }
  one->seen = other >= 0;
  if (other < 0) {
    pthread_mutex_lock(&it.lock);
    it.unreadable++;
    pthread_mutex_unlock(&it.lock);
    return 0;
  }
  if (other) {
    memset(one->records, 0, sizeof one->records);
  }
  one->visited = now;
  if (one->depth == 0) {
    return 0;
  }
  if (!still || one->state == RUNNING) {
    one->state = state_of(one);
    one->state = still && one->state == UNCLEAR ? RESTING : one->state;
  }
  note(one, (uint64_t)(now - since), ended);
  return 1;
}

static void tick(const own_threads *own) {
  int64_t now = nanos_of(CLOCK_MONOTONIC);
  uint64_t ended = __atomic_load_n(&ends, __ATOMIC_SEQ_CST);
  size_t running = 0;
  int listed = list_threads(own);
  for (size_t i = 0; listed && i < it.known_count; i++) {
    thread *one = &it.known[i];
    int has_number = one->ids.tid != 0; /* else it has not begun yet */
    if (has_number && !is_own(one, own)) {
      running += (size_t)visit(one, now, ended);
    } else if (has_begun_since(one)) {
      one->seen = 0;
    }
  }
  pthread_mutex_lock(&it.lock);
  it.threads = listed ? running : it.threads;
  it.ticks++;
  it.unreadable += !listed;
  pthread_mutex_unlock(&it.lock);
  it.ticked = now;
}

/* The timer thread. */

/* The time of the next tick: within a quarter of the period, against aliasing. */
static struct timespec next_tick(int64_t period) {
  it.random ^= it.random << 13; /* xorshift: Marsaglia, 2003 */
  it.random ^= it.random >> 7;
  it.random ^= it.random << 17;
  int64_t at = nanos_of(CLOCK_MONOTONIC) + period * 3 / 4 + (int64_t)(it.random % (uint64_t)(period / 2 + 1));
  return (struct timespec){at / NANOS, at % NANOS};
}

static void begin_anew(void) {
  for (size_t i = 0; i < it.known_count; i++) {
    it.known[i].seen = 0;
  }
  it.ticked = nanos_of(CLOCK_MONOTONIC);
}

static void *keep_time(void *unused) {
  (void)unused;
  prctl(PR_SET_NAME, "tandem-native"); /* for who looks at it by top -H */
  pthread_mutex_lock(&it.lock);
  while (!it.stopping) {
    int64_t period = it.period;
    if (period == 0) {
      pthread_cond_wait(&it.changed, &it.lock);
      continue;
    }
    if (it.paused) {
      it.paused = 0;
      begin_anew();
    }
    struct timespec at = next_tick(period);
    int woken = 0;
    while (woken == 0 && !it.stopping && !it.paused && it.period == period) {
      woken = pthread_cond_timedwait(&it.changed, &it.lock, &at);
    }
    if (it.stopping || it.paused || it.period != period) {
      continue;
    }
    int64_t late = nanos_of(CLOCK_MONOTONIC) - (at.tv_sec * NANOS + at.tv_nsec);
    if (late > STOOD_STILL) { /* the whole process did: that is nobody's time */
      begin_anew();
    }
    own_threads own = it.own;
    pthread_mutex_unlock(&it.lock);
    tick(&own);
    pthread_mutex_lock(&it.lock);
  }
  it.spent += nanos_of(CLOCK_THREAD_CPUTIME_ID);
  pthread_mutex_unlock(&it.lock);
  return NULL;
}

/* Starts it with every signal blocked: they are the application's. 0, or an error number. */
static int start_timer(void) {
  pthread_attr_t attributes;
  pthread_condattr_t monotonic;
  sigset_t all, before;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&it.changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&it.timer, &attributes, keep_time, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return error;
}

/* The self-test. Each returns why not, or NULL. */

/* Whether the calling thread's stack, read as the timer will read it, is what the interpreter says. */
static const char *wrong_stack(thread *own, PyThreadState *tstate) {
  if (walk(own) < 0) {
    return "the stack of the calling thread cannot be read";
  }
  size_t depth = 0;
  PyFrameObject *frame = PyThreadState_GetFrame(tstate);
  int right = 1;
  while (frame != NULL && right && depth < it.room) {
    PyCodeObject *code = PyFrame_GetCode(frame);
    PyFrameObject *caller = PyFrame_GetBack(frame);
    right = depth < own->depth && own->stack[depth] == (address)code &&
            (int64_t)own->stack[it.room + depth] == PyFrame_GetLasti(frame);
    depth++;
    Py_DECREF(code);
    Py_DECREF(frame);
    frame = caller;
  }
  Py_XDECREF(frame);
  return right && depth == own->depth ? NULL : "the stack of the calling thread reads as another";
}

static const char *wrong_thread(void) {
  PyThreadState *tstate = PyThreadState_Get();
  thread *own = NULL;
  int listed = 0;
  for (int tries = 0; tries < WALKS && !listed; tries++) { /* threads of C code come without the GIL */
    listed = list_threads(&it.own);
  }
  if (!listed) {
    return errno == EPERM || errno == ENOSYS ? "the system does not let a process read itself"
                                             : "the list of threads cannot be read";
  }
  for (size_t i = 0; i < it.known_count; i++) {
    own = it.known[i].tstate == (address)tstate ? &it.known[i] : own;
  }
  if (own == NULL || own->ids.ident != PyThread_get_thread_ident() ||
      own->ids.tid != PyThread_get_thread_native_id()) {
    return "the calling thread is not in the list of threads";
  }
  int64_t before = nanos_of(CLOCK_THREAD_CPUTIME_ID), cpu = nanos_of(clock_of(own->ids.tid));
  if (cpu < before || cpu > nanos_of(CLOCK_THREAD_CPUTIME_ID)) {
    return "the clock of the calling thread is another's";
  }
  address holder;
  memcpy(&holder, &the_gil(it.interp)->last_holder, sizeof holder);
  if (holder != (address)tstate) {
    return "the lock of the interpreter is not where it should be";
  }
  return wrong_stack(own, tstate);
}

/* Whether the collector's lists are where a walk over them begins: behind what was tracked last comes
 * the head of the youngest. */
static const char *wrong_lists(void) {
  PyObject *newest = PyList_New(0);
  if (newest == NULL) {
    PyErr_Clear();
    return "there is no memory";
  }
  int right = _PyGCHead_NEXT((PyGC_Head *)newest - 1) == youngest_objects();
  Py_DECREF(newest);
  return right ? NULL : "the collector's lists are not where they should be";
}

static const char *obstacle(void) {
  if (Py_Version >> 16 != PY_VERSION_HEX >> 16) {
    return "it was built for another version of Python";
  }
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
    return "this is a subinterpreter";
  }
  errno = 0;
  const char *why = wrong_lists();
  return why != NULL ? why : wrong_thread();
}

/* What Python's side calls. */

static void free_all(void) {
  forget_threads();
  free(it.filling);
  free(it.draining);
  free(it.waiting);
  free(it.pieces);
  free(it.headers);
  free(it.frames);
  it.filling = it.draining = it.waiting = NULL;
  it.pieces = NULL;
  it.headers = NULL;
  it.frames = NULL;
}

static int allocate(void) {
  it.filling = malloc(WORDS * sizeof *it.filling);
  it.draining = malloc(WORDS * sizeof *it.draining);
  it.waiting = malloc(WAITING_WORDS * sizeof *it.waiting);
  it.pieces = malloc((most_frames() + 2) * sizeof *it.pieces);
  it.headers = malloc(most_frames() * sizeof *it.headers);
  it.frames = malloc(most_frames() * sizeof *it.frames);
  return it.filling && it.draining && it.waiting && it.pieces && it.headers && it.frames;
}

/* A fork copies all but the timer thread, at any moment of it: what it was changing is left. */
static void leave_to_parent(void) {
  it.known = NULL;
  it.known_count = 0;
  it.pieces = NULL;
  it.headers = NULL;
  it.frames = NULL;
  it.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  it.runs = it.ends = it.joins = 0;
  free_all();
}

static PyObject *start(PyObject *module, PyObject *arguments) {
  (void)module;
  Py_ssize_t max_depth;
  PyObject *launcher;
  thread_ids starter;
  if (!PyArg_ParseTuple(arguments, "nOkk", &max_depth, &launcher, &starter.ident, &starter.tid)) {
    return NULL;
  }
  if (it.runs && it.pid != getpid()) {
    leave_to_parent();
  }
  if (it.runs || max_depth < 2 || max_depth > 1 << 20) {
    return PyErr_Format(PyExc_RuntimeError, it.runs ? "it runs already" : "no such depth");
  }
  it.pid = getpid();
  it.interp = PyInterpreterState_Get();
  it.gil = (address)the_gil(it.interp);
  it.gil_end = it.gil + sizeof(struct _gil_runtime_state);
  it.room = (size_t)max_depth + 1;
  it.starter = starter;
  it.launcher = 0;
  it.stopping = it.period = it.spent = 0;
  it.halted = 1;
  it.paused = 1;
  it.filled = 1;
  it.waiting_filled = 0;
  it.learn_again = 0;
  it.unreadable = it.over_limit = it.threads = it.ticks = it.own.count = 0;
  it.random = (uint64_t)nanos_of(CLOCK_MONOTONIC) | 1;
  if (!allocate()) {
    free_all();
    return PyErr_NoMemory();
  }
  const char *why = obstacle();
  if (why == NULL && codes.period == 0 && know_codes() < 0) {
    PyErr_Clear();
    why = "the interpreter does not tell which codes end";
  }
  it.launcher = PyCode_Check(launcher) ? (address)launcher : 0;
  if (why != NULL) {
    forget_codes();
    free_all();
    PyErr_SetString(PyExc_RuntimeError, why);
    return NULL;
  }
  it.buffer = codes.period;
  it.runs = 1;
  Py_RETURN_NONE;
}

static int runs_here(void) {
  if (it.runs && !it.ends && it.pid == getpid()) {
    return 1;
  }
  PyErr_SetString(PyExc_RuntimeError, "it does not run");
  return 0;
}

/* Waits until no other thread is ending the timer thread. 0 where that takes too long, as where the
 * interpreter's own end left that thread nowhere. */
static int await_turn(void) {
  int64_t latest = nanos_of(CLOCK_MONOTONIC) + NANOS;
  while (it.joins && it.pid == getpid() && nanos_of(CLOCK_MONOTONIC) < latest) {
    Py_BEGIN_ALLOW_THREADS;
    sched_yield();
    Py_END_ALLOW_THREADS;
  }
  return !it.joins || it.pid != getpid();
}

/* Ends the timer thread; it ends within a tick. The system lists a thread a moment longer than it
 * runs, and whoever counts threads at a fork would find it: that is waited for, too. */
static void end_timer(void) {
  clockid_t clock;
  int timed = pthread_getcpuclockid(it.timer, &clock) == 0;
  it.halted = it.joins = 1;
  pthread_mutex_lock(&it.lock);
  it.stopping = 1;
  pthread_cond_signal(&it.changed);
  pthread_mutex_unlock(&it.lock);
  Py_BEGIN_ALLOW_THREADS;
  pthread_join(it.timer, NULL);
  int64_t latest = nanos_of(CLOCK_MONOTONIC) + NANOS / 10;
  while (timed && nanos_of(clock) >= 0 && nanos_of(CLOCK_MONOTONIC) < latest) {
  }
  Py_END_ALLOW_THREADS;
  pthread_cond_destroy(&it.changed);
  it.joins = 0;
}

static PyObject *halt(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  if (await_turn() && it.runs && !it.ends && it.pid == getpid() && !it.halted) {
    end_timer();
  }
  Py_RETURN_NONE;
}

static PyObject *stop(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  if (!await_turn() || !it.runs || it.ends || it.pid != getpid()) {
    Py_RETURN_NONE;
  }
  it.ends = 1;
  if (!it.halted) {
    end_timer();
  }
  forget_codes();
  free_all();
  it.runs = it.ends = 0;
  Py_RETURN_NONE;
}

static PyObject *set(PyObject *module, PyObject *arguments) {
  (void)module;
  double hz;
  PyObject *idents;
  own_threads own = {0};
  if (!PyArg_ParseTuple(arguments, "dO!", &hz, &PyTuple_Type, &idents)) {
    return NULL;
  }
  Py_ssize_t count = PyTuple_GET_SIZE(idents);
  if (count > MOST_OWN || hz < 0 || hz > 10000) {
    return PyErr_Format(PyExc_ValueError, "too many threads, or samples");
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    own.idents[i] = PyLong_AsUnsignedLongMask(PyTuple_GET_ITEM(idents, i));
  }
  own.count = (size_t)count;
  if (PyErr_Occurred()) {
    return NULL;
  }
  int64_t period = hz > 0 ? (int64_t)((double)NANOS / hz) : 0;
  if (!await_turn()) {
    return PyErr_Format(PyExc_RuntimeError, "its timer does not end");
  }
  if (!runs_here()) {
    return NULL;
  }
  if (it.halted && period > 0) {
    it.stopping = 0;
    if (start_timer() != 0) {
      return PyErr_Format(PyExc_RuntimeError, "no thread can be had");
    }
    it.halted = 0;
  }
  pthread_mutex_lock(&it.lock);
  it.own = own;
  it.paused |= period == 0;
  if (it.period != period) {
    it.period = period;
    if (!it.halted) {
      pthread_cond_signal(&it.changed);
    }
  }
  pthread_mutex_unlock(&it.lock);
  Py_RETURN_NONE;
}

static PyObject *know(PyObject *module, PyObject *code) {
  (void)module;
  if (!runs_here()) {
    return NULL;
  }
  learn(code, 0);
  Py_RETURN_NONE;
}

/* How many frames are told of a stack; one that is deeper than the limit loses its outermost. */
static size_t kept_of(const record *seen) {
  return seen->depth == it.room ? seen->depth - 2 : seen->depth;
}

/* Whether one of its codes is one that we never saw. */
static int has_stranger(const record *seen) {
  const uint64_t *stack = (const uint64_t *)(seen + 1);
  for (size_t i = 0; i < kept_of(seen); i++) {
    if (!is_known((address)stack[i])) {
      return 1;
    }
  }
  return 0;
}

static const record *record_at(const uint64_t *buffer, size_t *at) {
  const record *seen = (const record *)(buffer + *at);
  *at += RECORD_WORDS + 2 * seen->depth;
  return seen;
}

static int has_strangers(const uint64_t *buffer, size_t filled) {
  for (size_t at = 1; at < filled;) {
    if (has_stranger(record_at(buffer, &at))) {
      return 1;
    }
  }
  return 0;
}

/* Looks for strangers among all functions, where that was long ago: so it takes a 2,000th of the time. */
static void learn_all_functions(void) {
  int64_t now = nanos_of(CLOCK_MONOTONIC);
  if (now >= it.learn_again) {
    learn_functions(NUM_GENERATIONS);
    it.learn_again = now + 2000 * (nanos_of(CLOCK_MONOTONIC) - now);
  }
}

/* Lets a record wait for a later drain: by then its strangers are known, or have ended and so been
 * kept. Not one that is suspect; 0 where there is no room either. */
static int put_off(const record *seen) {
  size_t words = RECORD_WORDS + 2 * seen->depth;
  if (seen->suspect || it.waiting_filled + words > WAITING_WORDS) {
    return 0;
  }
  const uint64_t *stack = (const uint64_t *)(seen + 1);
  for (size_t i = 0; i < kept_of(seen); i++) {
    marks[MARKS_OF_WAITING][mark_of((address)stack[i])] = 1;
  }
  memmove(it.waiting + it.waiting_filled, seen, words * sizeof(uint64_t));
  it.waiting_filled += words;
  return 1;
}

/* The key of a stack, as sampler.py has it. The codes that are confirmed are put into `held`. */
static PyObject *key_of(const record *seen, PyObject *held) {
  const uint64_t *stack = (const uint64_t *)(seen + 1);
  size_t depth = seen->depth, kept = kept_of(seen), length = kept + (kept < depth);
  PyObject *key = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(2 * length * sizeof(uint64_t)));
  if (key == NULL) {
    return NULL;
  }
  uint64_t *to = (uint64_t *)PyBytes_AS_STRING(key);
  memcpy(to, stack, kept * sizeof *to);
  memcpy(to + length, stack + depth, kept * sizeof *to);
  if (kept < length) {
    to[kept] = TRUNCATED;
    to[length + kept] = NOWHERE;
  }
  for (size_t i = 0; i < kept; i++) {
    PyCodeObject *code = confirmed((address)stack[i], seen->period, seen->suspect);
    if (code == NULL) {
      to[i] = UNKNOWN;
      to[length + i] = NOWHERE;
      continue;
    }
    PyObject *ident = PyLong_FromVoidPtr(code);
    if (ident == NULL || PyDict_SetDefault(held, ident, (PyObject *)code) == NULL) {
      Py_XDECREF(ident);
      Py_DECREF(key);
      return NULL;
    }
    Py_DECREF(ident);
    if (to[length + i] >= (uint64_t)Py_SIZE(code) * sizeof(_Py_CODEUNIT)) {
      to[length + i] = NOWHERE; /* the frame was given to another call while it was read */
    }
  }
  return key;
}

/* Hands over the codes that ended meanwhile but for us. */
static int hand_over_kept(PyObject *held) {
  int fine = 1;
  while (fine && kept_count > 0) {
    PyObject *code = kept[--kept_count];
    PyObject *ident = PyLong_FromVoidPtr(code);
    fine = ident != NULL && PyDict_SetDefault(held, ident, code) != NULL;
    Py_XDECREF(ident);
    Py_DECREF(code);
  }
  return fine;
}

static int tell(const record *seen, PyObject *held, PyObject *records) {
  PyObject *key = key_of(seen, held);
  PyObject *one = key == NULL ? NULL
                              : Py_BuildValue("(NiKK)", key, (int)seen->state,
                                              (unsigned long long)seen->samples,
                                              (unsigned long long)seen->nanos);
  int told = one != NULL && PyList_Append(records, one) == 0;
  Py_XDECREF(one);
  return told;
}

/* Tells the records from `at` on, and lets those with strangers wait where they may. 0 with an exception. */
static int tell_all(const uint64_t *buffer, size_t at, size_t filled, int may_wait, PyObject *held,
                    PyObject *records) {
  while (at < filled) {
    const record *seen = record_at(buffer, &at);
    if (!(may_wait && has_stranger(seen) && put_off(seen)) && !tell(seen, held, records)) {
      return 0;
    }
  }
  return 1;
}

/* As `tell_all`, of the records that waited: what still waits is moved to the front. */
static int tell_waiting(int may_wait, PyObject *held, PyObject *records) {
  size_t filled = it.waiting_filled;
  it.waiting_filled = 0;
  memset(marks[MARKS_OF_WAITING], 0, sizeof marks[0]);
  return tell_all(it.waiting, 0, filled, may_wait, held, records);
}

static PyObject *settle(PyObject *module, PyObject *held) {
  (void)module;
  if (!runs_here() || !PyDict_Check(held)) {
    return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_RuntimeError, "it cannot be settled");
  }
  if (it.waiting_filled > 0) {
    learn_all_functions();
  }
  PyObject *records = PyList_New(0);
  if (records != NULL && !tell_waiting(0, held, records)) {
    Py_CLEAR(records);
  }
  return records;
}

static PyObject *drain(PyObject *module, PyObject *held) {
  (void)module;
  if (!runs_here() || it.draining == NULL || !PyDict_Check(held)) {
    return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_RuntimeError, "it cannot be drained");
  }
  pthread_mutex_lock(&it.lock);
  uint64_t *buffer = it.filling;
  size_t filled = it.filled, unreadable = it.unreadable, over_limit = it.over_limit;
  it.filling = it.draining;
  it.filled = 1;
  uint64_t drained = it.buffer++;
  size_t threads = it.threads, ticks = it.ticks;
  it.unreadable = it.over_limit = it.ticks = 0;
  pthread_mutex_unlock(&it.lock);
  it.draining = NULL;
  codes.period++; /* all that was taken before is of periods before */
  if (has_strangers(buffer, filled)) {
    learn_functions(NUM_GENERATIONS - 1);
  }
  if (it.waiting_filled > WAITING_WORDS / 2) {
    learn_all_functions();
  }
  PyObject *records = hand_over_kept(held) ? PyList_New(0) : NULL;
  if (records != NULL && !(tell_waiting(1, held, records) &&
                           tell_all(buffer, 1, filled, 1, held, records))) {
    Py_CLEAR(records);
  }
  memset(marks[drained & 1], 0, sizeof marks[0]);
  if (it.runs) {
    it.draining = buffer;
  } else {
    free(buffer);
  }
  return records == NULL ? NULL : Py_BuildValue("(Nnnnn)", records, (Py_ssize_t)threads,
                                                (Py_ssize_t)ticks, (Py_ssize_t)unreadable,
                                                (Py_ssize_t)over_limit);
}

static PyObject *cpu_nanos(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  clockid_t clock;
  if (!runs_here()) {
    return NULL;
  }
  int64_t now = 0;
  if (!it.halted && pthread_getcpuclockid(it.timer, &clock) == 0) {
    now = nanos_of(clock);
  }
  pthread_mutex_lock(&it.lock);
  int64_t spent = it.spent;
  pthread_mutex_unlock(&it.lock);
  return PyLong_FromLongLong(spent + now);
}

/* Whether there is no interpreter but the main one, which is the last of their list. Nothing of another
 * is read: it may just be ending. */
static int is_alone(void) {
  return PyInterpreterState_Head() == PyInterpreterState_Main();
}

static PyObject *alone(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  return PyBool_FromLong(is_alone());
}

/* Of each thread of an interpreter that has a frame, the innermost, by ident. The lists' lock is held:
 * C code makes and deletes the state of a thread without the GIL. Nothing that ends here runs anybody's
 * code: the stack or the dictionary holds each frame, and from 3.12 on no allocation collects. */
static int put_frames(PyObject *frames, PyInterpreterState *interp) {
  int fine = 1;
  for (PyThreadState *one = PyInterpreterState_ThreadHead(interp); fine && one != NULL;
       one = PyThreadState_Next(one)) {
    PyFrameObject *frame = PyThreadState_GetFrame(one);
    PyObject *ident = frame == NULL ? NULL : PyLong_FromUnsignedLong(one->thread_id);
    fine = frame == NULL || (ident != NULL && PyDict_SetItem(frames, ident, (PyObject *)frame) == 0);
    Py_XDECREF(ident);
    Py_XDECREF(frame);
  }
  return fine;
}

/* As sys._current_frames, but of the main interpreter's threads alone: that one walks over all
 * interpreters, and those of another, with a lock of its own, run meanwhile. Ours do not. */
static PyObject *current_frames(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *frames = PyDict_New();
  PyInterpreterState *interp = PyInterpreterState_Get();
  if (frames == NULL || interp != PyInterpreterState_Main() || !lock_lists()) {
    return frames;
  }
  int fine = put_frames(frames, interp);
  unlock_lists();
  if (!fine) {
    Py_CLEAR(frames);
  }
  return frames;
}

/* What is to be called when the fork under way has returned, on the main thread. */
static PyObject *after_this_fork;

/* Calls it, between two instructions. What it raises is nobody's, but an interrupt, which is the
 * application's. */
static int call_pending(void *call) {
  PyObject *result = PyObject_CallNoArgs((PyObject *)call);
  Py_DECREF((PyObject *)call);
  if (result == NULL && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
    return -1;
  }
  PyErr_Clear();
  Py_XDECREF(result);
  return 0;
}

static PyObject *call_after_fork(PyObject *module, PyObject *call) {
  (void)module;
  int is_main = PyThread_get_thread_native_id() == (unsigned long)getpid();
  int takes = is_main && after_this_fork == NULL;
  if (takes) {
    Py_INCREF(call);
    after_this_fork = call;
  }
  return PyBool_FromLong(takes);
}

/* A hook of forks. In C, for Python would take up the pending call at once. */
static PyObject *after_fork(PyObject *module, PyObject *unused) {
  (void)module, (void)unused;
  PyObject *call = after_this_fork;
  after_this_fork = NULL;
  if (call != NULL && Py_AddPendingCall(call_pending, call) < 0 && call_pending(call) < 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"start", start, METH_VARARGS,
     "start(max_depth, launcher, ident, tid): RuntimeError says why not. The last are of the thread that asks."},
    {"stop", stop, METH_NOARGS, "stop(): as halt, and forgets all. Nothing where it does not run."},
    {"halt", halt, METH_NOARGS, "halt(): joins the timer thread; set starts another. For a fork."},
    {"set", set, METH_VARARGS, "set(hz, own): the rate, 0 to pause; idents to leave out."},
    {"know", know, METH_O, "know(code): this object, if it is a code, is alive now."},
    {"drain", drain, METH_O,
     "drain(held): ([(key, state, samples, nanos)], threads, ticks, unreadable, over_limit) since the last."},
    {"settle", settle, METH_O,
     "settle(held): [(key, state, samples, nanos)] that drains left for later, now whatever is known."},
    {"alone", alone, METH_NOARGS, "alone(): whether there is no interpreter but the main one."},
    {"current_frames", current_frames, METH_NOARGS,
     "current_frames(): as sys has it, of the main interpreter; {} for another, or where its list is locked."},
    {"call_after_fork", call_after_fork, METH_O,
     "call_after_fork(call): when the main thread's fork has returned. False: it will not be called."},
    {"after_fork", after_fork, METH_NOARGS, "after_fork(): the hook, on the main thread."},
    {"cpu_nanos", cpu_nanos, METH_NOARGS, "cpu_nanos(): of the timer threads since start."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_native", "See _native.c.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) {
  if (the_interpreters()->main != PyInterpreterState_Main()) { /* then the lock is not there either */
    PyErr_SetString(PyExc_ImportError, "the list of interpreters is not where it should be");
    return NULL;
  }
  return PyModule_Create(&module);
}
