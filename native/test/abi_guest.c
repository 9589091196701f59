/*
 * A host that notices what a guest does to its process: locale, signals, floating-point mode, errno, folder and
 * creation mask are after each call what they were before, and what cannot start does not end it.
 *
 * usage: abi_guest state FOLDER   every call, from threads that block all signals, flush subnormal numbers to zero
 *                                 and round upwards; the levels are those of a thread that does not
 *        abi_guest start [QUANTIZER]   opens twice, or fails to; prints the status, and that it lives
 *        abi_guest fork           calls in a child that has no virtual machine
 *        abi_guest stack          opens and quantizes on a thread with the smallest stack there is
 *        abi_guest signals        signals come in while Java starts and works; only this thread gets them
 * exit:  0 if all is as it should be
 */
#define _GNU_SOURCE /* gettid, fegetexcept */

#include <errno.h>
#include <fenv.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include "nnrdoq.h"

enum { BLOCKS = 60 };

static nnrdoq_costs costs;
static int failures;

/* Block n; 8x8. */
static void describe(nnrdoq_block *block, int n, int32_t coefficients[64], int32_t levels[64]) {
  int i;
  for (i = 0; i < 64; i++) coefficients[i] = ((n + 3) * (i + 7) * 7919 % 6001 - 3000) / (1 + i / 3);
  memset(block, 0, sizeof *block);
  memset(levels, 0, 64 * sizeof *levels);
  block->size = sizeof *block;
  block->log2_size = 3;
  block->slice_type = NNRDOQ_SLICE_I;
  block->bit_depth = 8;
  block->qp = 27;
  block->sign_hiding = 1;
  block->lambda = 20;
  block->coefficients = coefficients;
  block->levels = levels;
  block->costs = &costs;
}

static nnrdoq_config config_of(const char *quantizer, const char *record) {
  nnrdoq_config config;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = quantizer;
  config.record = record;
  return config;
}

/* What a call must leave alone. */
typedef struct state {
  char locale[512];
  locale_t threads_locale;
  char number[16];
  sigset_t mask;
  struct sigaction handlers[NSIG];
  int rounding;
  int traps;
  unsigned sse;
  int error;
  char folder[PATH_MAX];
  mode_t creation;
} state;

/* Java's, as the header says. */
static int is_javas(int number) {
  return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL ||
         number == SIGRTMAX - 2;
}

static state state_now(void) {
  state s;
  int i;
  memset(&s, 0, sizeof s);
  s.error = errno;
  s.rounding = fegetround();
  s.traps = fegetexcept();
#ifdef __SSE__
  s.sse = _mm_getcsr() & 0xffc0; /* the mode, without the flags */
#endif
  snprintf(s.locale, sizeof s.locale, "%s", setlocale(LC_ALL, NULL));
  s.threads_locale = uselocale((locale_t)0);
  snprintf(s.number, sizeof s.number, "%.2f", 3.14);
  pthread_sigmask(SIG_BLOCK, NULL, &s.mask);
  for (i = 1; i < NSIG; i++) sigaction(i, NULL, &s.handlers[i]);
  if (!getcwd(s.folder, sizeof s.folder)) s.folder[0] = 0;
  s.creation = umask(0);
  umask(s.creation);
  return s;
}

static void expect(int holds, const char *call, const char *what) {
  if (holds) return;
  failures++;
  fprintf(stderr, "%s: %s is not what it was\n", call, what);
}

static void compare(const char *call, const state *before, const state *after) {
  int i;
  expect(strcmp(before->locale, after->locale) == 0, call, after->locale);
  expect(before->threads_locale == after->threads_locale, call, "the thread's locale");
  expect(strcmp(before->number, after->number) == 0, call, after->number);
  expect(memcmp(&before->mask, &after->mask, sizeof before->mask) == 0, call, "the signal mask");
  for (i = 1; i < NSIG; i++) {
    char name[40];
    snprintf(name, sizeof name, "the handler of signal %d", i);
    expect(is_javas(i) || before->handlers[i].sa_handler == after->handlers[i].sa_handler, call, name);
  }
  expect(before->traps == after->traps, call, "what traps");
  expect(before->rounding == after->rounding, call, "the rounding mode");
  expect(before->sse == after->sse, call, "MXCSR");
  expect(before->error == after->error, call, "errno");
  expect(strcmp(before->folder, after->folder) == 0, call, "the folder");
  expect(before->creation == after->creation, call, "umask");
}

/* Makes a call that gives a status, and compares. */
#define CALL(expected, expression)                                                       \
  do {                                                                                   \
    state before, after;                                                                 \
    nnrdoq_status status;                                                                \
    before = state_now();                                                                \
    before.error = errno = 1234;                                                         \
    status = (expression);                                                               \
    after = state_now();                                                                 \
    compare(#expression, &before, &after);                                               \
    if (status != (expected)) {                                                          \
      fprintf(stderr, "%s: status %d: %s\n", #expression, (int)status, nnrdoq_error()); \
      failures++;                                                                        \
    }                                                                                    \
  } while (0)

/* All calls with one quantizer, on this thread. */
static void use(const char *quantizer, const char *record, int32_t levels[BLOCKS][64]) {
  nnrdoq_config config = config_of(quantizer, record);
  nnrdoq_handle *handle = NULL;
  nnrdoq_reader *reader = NULL;
  nnrdoq_info info;
  nnrdoq_stats stats;
  nnrdoq_block block;
  int32_t coefficients[64];
  int n;
  CALL(NNRDOQ_OK, nnrdoq_open(&config, &handle));
  if (!handle) return;
  info.size = sizeof info;
  stats.size = sizeof stats;
  CALL(NNRDOQ_OK, nnrdoq_get_info(handle, &info));
  for (n = 0; n < BLOCKS; n++) {
    describe(&block, n, coefficients, levels[n]);
    CALL(NNRDOQ_OK, nnrdoq_quantize(handle, &block));
    CALL(NNRDOQ_OK, nnrdoq_record(handle, &block));
  }
  block.qp = 99;
  CALL(NNRDOQ_ERR_ARGUMENT, nnrdoq_quantize(handle, &block));
  CALL(NNRDOQ_OK, nnrdoq_get_stats(handle, &stats));
  CALL(NNRDOQ_OK, nnrdoq_close(handle));
  CALL(NNRDOQ_OK, nnrdoq_reader_open(&config, record, &reader));
  if (!reader) return;
  CALL(NNRDOQ_OK, nnrdoq_reader_next(reader, &block));
  CALL(NNRDOQ_OK, nnrdoq_reader_close(reader));
  config.quantizer = "magic";
  CALL(NNRDOQ_ERR_OPEN, nnrdoq_open(&config, &handle));
}

typedef struct job {
  const char *quantizer;
  char record[PATH_MAX];
  int is_odd; /* the thread blocks signals and computes in its own way */
  int32_t levels[BLOCKS][64];
} job;

static void *work(void *argument) {
  job *const j = argument;
  if (j->is_odd) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    fesetround(FE_UPWARD);
#ifdef __SSE__
    _mm_setcsr(_mm_getcsr() | 0x8040); /* FTZ and DAZ, as -ffast-math sets them */
#endif
  }
  use(j->quantizer, j->record, j->levels);
  return NULL;
}

static void own_handler(int number) { (void)number; }

static int check_state(const char *folder) {
  static const char *const quantizers[] = {"fcn", "ar", "rdoq"};
  static job plain, odd;
  pthread_t thread;
  size_t i;
  signal(SIGUSR2, own_handler);
  signal(SIGPIPE, SIG_IGN);
  umask(027);
  for (i = 0; i < sizeof quantizers / sizeof quantizers[0]; i++) {
    odd.quantizer = plain.quantizer = quantizers[i];
    odd.is_odd = 1;
    snprintf(odd.record, sizeof odd.record, "%s/odd é %s.nnbr", folder, quantizers[i]);
    snprintf(plain.record, sizeof plain.record, "%s/%s.nnbr", folder, quantizers[i]);
    pthread_create(&thread, NULL, work, &odd); /* the first one starts Java */
    pthread_join(thread, NULL);
    work(&plain);
    expect(memcmp(odd.levels, plain.levels, sizeof odd.levels) == 0, quantizers[i], "what it decides");
  }
  printf("%s %.2f\n", setlocale(LC_ALL, NULL), 3.14);
  return failures;
}

static volatile sig_atomic_t children;

static void count_child(int number) {
  (void)number;
  children++;
}

static int check_start(const char *quantizer) {
  const nnrdoq_config config = config_of(quantizer, NULL);
  nnrdoq_handle *handle;
  nnrdoq_status status;
  int try;
  signal(SIGCHLD, count_child);
  for (try = 0; try < 2; try++) {
    state before, after;
    before = state_now();
    before.error = errno = 1234;
    status = nnrdoq_open(&config, &handle);
    after = state_now();
    compare("nnrdoq_open", &before, &after);
    if (status != NNRDOQ_OK) fprintf(stderr, "%s\n", nnrdoq_error());
    nnrdoq_close(handle);
  }
  expect(children == 0 && waitpid(-1, NULL, WNOHANG) == -1, "nnrdoq_open", "the number of children");
  printf("status %d, the host lives\n", (int)status);
  return failures;
}

static int check_fork(void) {
  nnrdoq_config config = config_of("rdoq", NULL);
  nnrdoq_handle *handle, *other;
  nnrdoq_block block;
  int32_t coefficients[64], levels[64];
  int how;
  pid_t child;
  if (nnrdoq_open(&config, &handle) != NNRDOQ_OK) return 1;
  fflush(stdout);
  child = fork();
  if (child == 0) {
    alarm(20); /* a child that hangs is a failure */
    describe(&block, 1, coefficients, levels);
    CALL(NNRDOQ_ERR_JVM, nnrdoq_quantize(handle, &block));
    CALL(NNRDOQ_ERR_JVM, nnrdoq_open(&config, &other));
    CALL(NNRDOQ_ERR_JVM, nnrdoq_close(handle));
    _exit(failures);
  }
  waitpid(child, &how, 0);
  describe(&block, 1, coefficients, levels);
  CALL(NNRDOQ_OK, nnrdoq_quantize(handle, &block));
  CALL(NNRDOQ_OK, nnrdoq_close(handle));
  return failures || !WIFEXITED(how) || WEXITSTATUS(how) != 0;
}

static void *use_little_stack(void *argument) {
  nnrdoq_config config = config_of("rdoq", NULL);
  nnrdoq_handle *handle = NULL;
  (void)argument;
  /* Java's start has a stack of its own; this thread then cannot be taken, and is told so */
  if (nnrdoq_open(&config, &handle) == NNRDOQ_ERR_JVM && strstr(nnrdoq_error(), "stack")) return NULL;
  fprintf(stderr, "a thread of little stack: %s\n", handle ? "opens" : nnrdoq_error());
  failures++;
  return NULL;
}

static int32_t kernel_levels[BLOCKS][64];

static void *quantize_on_little_stack(void *handle) {
  nnrdoq_block block;
  int32_t coefficients[64];
  int n;
  for (n = 0; n < BLOCKS; n++) {
    describe(&block, n, coefficients, kernel_levels[n]);
    if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK) failures++;
  }
  return NULL;
}

static int check_stack(void) {
  nnrdoq_config config = config_of("fcn", NULL);
  nnrdoq_handle *handle;
  nnrdoq_block block;
  int32_t coefficients[64], levels[64];
  pthread_attr_t small;
  pthread_t thread;
  int n;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  if (pthread_create(&thread, &small, use_little_stack, NULL) != 0) return 2;
  pthread_join(thread, NULL);
  if (nnrdoq_open(&config, &handle) != NNRDOQ_OK) return 1;
  if (pthread_create(&thread, &small, quantize_on_little_stack, handle) != 0) return 2;
  pthread_join(thread, NULL);
  for (n = 0; n < BLOCKS; n++) {
    describe(&block, n, coefficients, levels);
    if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK) failures++;
    expect(memcmp(levels, kernel_levels[n], sizeof levels) == 0, "little stack", "what it decides");
  }
  CALL(NNRDOQ_OK, nnrdoq_close(handle));
  return failures;
}

static pid_t host;
static volatile sig_atomic_t alarms, astray;

static void on_alarm(int number) {
  (void)number;
  alarms++;
  if (gettid() != host) astray++;
}

static int check_signals(void) {
  const struct itimerval every = {{0, 500}, {0, 500}};
  nnrdoq_config config = config_of("rdoq", NULL);
  nnrdoq_handle *handle;
  nnrdoq_block block;
  struct sigaction action;
  int32_t coefficients[64], levels[64];
  int round, n;
  host = gettid();
  memset(&action, 0, sizeof action);
  action.sa_handler = on_alarm; /* without SA_RESTART: system calls are interrupted */
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &every, NULL);
  for (round = 0; round < 20; round++) {
    CALL(NNRDOQ_OK, nnrdoq_open(&config, &handle));
    for (n = 0; n < 200; n++) {
      describe(&block, n, coefficients, levels);
      if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK) failures++;
    }
    CALL(NNRDOQ_OK, nnrdoq_close(handle));
  }
  while (alarms < 10) pause();
  printf("%d signals, %d on other threads\n", (int)alarms, (int)astray);
  return failures || astray;
}

int main(int argc, char **argv) {
  const char *const mode = argc > 1 ? argv[1] : "";
  size_t i;
  for (i = 0; i < sizeof costs / sizeof(int32_t); i++) {
    ((int32_t *)&costs)[i] = 20000 + (int32_t)(i * 977 % 40000);
  }
  if (strcmp(mode, "state") == 0 && argc == 3) return check_state(argv[2]) != 0;
  if (strcmp(mode, "start") == 0) return check_start(argc == 3 ? argv[2] : "rdoq") != 0;
  if (strcmp(mode, "fork") == 0) return check_fork() != 0;
  if (strcmp(mode, "stack") == 0) return check_stack() != 0;
  if (strcmp(mode, "signals") == 0) return check_signals() != 0;
  fprintf(stderr, "usage: abi_guest state FOLDER | start [QUANTIZER] | fork | stack | signals\n");
  return 2;
}
