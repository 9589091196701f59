/*
 * An encoder of many threads, and two encoders in one process, with the hook and nothing else: each
 * encoder keeps its own quantizer and counts, and a failure of one thread ends the process cleanly
 * under the others.
 *
 * usage: host_threads LIBRARY count               two encoders of four threads each; exit 0 if all
 *                                                 is right
 *        host_threads LIBRARY fail STREAM [REC]   four threads, one of which fails; exit 1, and
 *                                                 neither STREAM nor REC is left
 *        host_threads LIBRARY options NAME VALUE  says what is wrong with an option
 *        host_threads - parts                     tries the parts that need no library
 */
#include <locale.h>
#include <pthread.h>

#include "nnrdoq_host.h"
#include "nnrdoq_host_report.h"

enum { THREADS = 4, BLOCKS = 20000 };

static const nnrdoq_host_option_names names = {
    "--nnrdoq",         "--nnrdoq-model", "--nnrdoq-strength",
    "--nnrdoq-backend", "--nnrdoq-share", "--nnrdoq-library"};

typedef struct {
  nnrdoq_host *host;
  int number;
  int fails;
  int wrong;
} worker;

static nnrdoq_host_options options_of(const char *library, const char *mode) {
  nnrdoq_host_options options;
  memset(&options, 0, sizeof options);
  options.library = library;
  options.mode = mode;
  options.backend = "auto";
  options.record_zeros = options.chroma = 1;
  return options;
}

static void open_host(nnrdoq_host *host, const nnrdoq_host_options *options) {
  const nnrdoq_host_about about = {"a test", "noise", "none", "nobody", NULL};
  const char *error;
  nnrdoq_host_init(host, options, &names);
  error = nnrdoq_host_open(host, &about);
  if (error) nnrdoq_host_stop(host, error);
}

/* One of three blocks rounds to zero, one is left to the encoder, one is quantized. */
static void *work(void *argument) {
  worker *w = (worker *)argument;
  nnrdoq_host_tally tally;
  nnrdoq_block block;
  int32_t coefficients[16] = {0}, levels[16];
  int i;
  memset(&tally, 0, sizeof tally);
  memset(&block, 0, sizeof block);
  block.size = sizeof block;
  block.log2_size = 2;
  block.bit_depth = 8;
  block.qp = 32;
  block.coefficients = coefficients;
  block.levels = levels;
  for (i = 0; i < BLOCKS; i++) {
    const int fails = w->fails && i == BLOCKS / 2;
    coefficients[0] = fails ? 66666 : i % 3 == 0 ? 3 : 40000 + i + w->number;
    if (i % 3 == 1 && !fails) {
      nnrdoq_host_count(&tally, NNRDOQ_HOST_UNSUPPORTED, 5, 1);
    } else if (nnrdoq_host_is_zero(&w->host->bounds, w->host->info.zero_rule, &block)) {
      nnrdoq_host_count(&tally, NNRDOQ_HOST_ZERO, 2, 0);
    } else {
      nnrdoq_host_quantize(w->host, &tally, &block);
      w->wrong += levels[0] != coefficients[0] + (int)strlen(w->host->options.mode);
    }
    if (w->host->records) nnrdoq_host_record(w->host, &block);
  }
  nnrdoq_host_add_tally(&w->host->total, &tally);
  return NULL;
}

static int count_blocks(const char *library) {
  static const char *const modes[2] = {"one", "another"};
  static nnrdoq_host hosts[2];
  nnrdoq_host_options options[2];
  pthread_t ids[2 * THREADS];
  worker workers[2 * THREADS];
  int i, wrong = 0;
  for (i = 0; i < 2; i++) {
    options[i] = options_of(library, modes[i]);
    open_host(&hosts[i], &options[i]);
  }
  for (i = 0; i < 2 * THREADS; i++) {
    const worker w = {&hosts[i / THREADS], i, 0, 0};
    workers[i] = w;
    if (pthread_create(&ids[i], NULL, work, &workers[i]) != 0) return 1;
  }
  for (i = 0; i < 2 * THREADS; i++) {
    pthread_join(ids[i], NULL);
    wrong += workers[i].wrong;
  }
  for (i = 0; i < 2; i++) {
    const uint64_t third = THREADS * (uint64_t)(BLOCKS / 3);
    const uint64_t zero = hosts[i].total.counts[NNRDOQ_HOST_ZERO][0][0];
    const uint64_t unsupported = hosts[i].total.counts[NNRDOQ_HOST_UNSUPPORTED][3][1];
    const uint64_t refined = hosts[i].total.counts[NNRDOQ_HOST_REFINED][0][0];
    wrong += zero != third + THREADS || unsupported != third + THREADS || refined != third;
    nnrdoq_host_report(&hosts[i], stdout);
    wrong += nnrdoq_host_close(&hosts[i]) != NULL;
  }
  return wrong != 0;
}

static int fail_under_threads(const char *library, const char *stream, const char *recording) {
  static nnrdoq_host host;
  nnrdoq_host_options options = options_of(library, "fails");
  pthread_t id;
  worker workers[THREADS];
  int i;
  options.record = recording;
  open_host(&host, &options);
  host.stream_file = stream;
  for (i = 0; i < THREADS; i++) {
    const worker w = {&host, i, i > 1, 0};
    workers[i] = w;
    if (pthread_create(&id, NULL, work, &workers[i]) != 0) return 2;
  }
  nnrdoq_host_wait_for_the_end();
  return 3;
}

static int check_options(const char *library, const char *name, const char *value) {
  static nnrdoq_host host;
  nnrdoq_host_options options = options_of(library, "fcn");
  if (strcmp(name, "mode") == 0) options.mode = value;
  if (strcmp(name, "backend") == 0) options.backend = value;
  if (strcmp(name, "share") == 0) options.record_share = value;
  if (strcmp(name, "strength") == 0) options.mode = "fcn@0.5", options.strength = atoi(value);
  if (strcmp(name, "model") == 0) options.mode = "fcn=a.nnq", options.model = value;
  open_host(&host, &options);
  nnrdoq_host_abandon(&host);
  return 0;
}

int nnrdoq_test_cpp_part(void);

static int fails_of(int condition, const char *what) {
  if (!condition) fprintf(stderr, "not so: %s\n", what);
  return !condition;
}

/* Whether a mode comes to these three, with a strength that is an option of its own or 0. */
static int is_chosen(const char *mode, double strength, const char *quantizer, const char *model,
                     double expected) {
  nnrdoq_host_options options = options_of("", mode);
  nnrdoq_host_choice choice;
  char error[256];
  options.strength = strength;
  return nnrdoq_host_choose(&options, &names, &choice, error, sizeof error) &&
         strcmp(choice.quantizer, quantizer) == 0 && strcmp(choice.model, model) == 0 &&
         choice.strength == expected;
}

/* 16 bits and 32 know the same blocks to be zero, at the bounds and at the ends of 16 bits. */
static int is_same_in_16_bits(const nnrdoq_host_zero_bounds *bounds) {
  int rounding, qp, i, k, wrong = 0;
  for (rounding = 0; rounding < NNRDOQ_HOST_ROUNDINGS; rounding++) {
    for (qp = 0; qp <= 75; qp++) {
      const int shift = nnrdoq_host_shift(qp, 8 + 2 * (qp > 51), 2);
      const int32_t bound = bounds->bound[rounding][qp % 6][shift];
      const int32_t values[] = {0,     bound,  bound + 1, -bound, -bound - 1,
                                32767, -32767, -32768,    1,      -1};
      for (k = 0; k < (int)(sizeof values / sizeof *values); k++) {
        if (values[k] < INT16_MIN || values[k] > INT16_MAX) continue;
        for (i = 0; i < 16; i++) {
          int32_t wide[16] = {0};
          int16_t narrow[17] = {0}; /* from an odd place */
          wide[i] = values[k];
          narrow[i + 1] = (int16_t)values[k];
          wrong += nnrdoq_host_is_below(bounds, (nnrdoq_host_rounding)rounding, wide, 16, qp,
                                        shift) !=
                   nnrdoq_host_is_below16(bounds, (nnrdoq_host_rounding)rounding, narrow + 1, 16,
                                          qp, shift);
        }
      }
    }
  }
  return wrong == 0;
}

static int check_parts(void) {
  static nnrdoq_host_zero_bounds bounds;
  static const int scales[6] = {26214, 23302, 20560, 18396, 16384, 14564};
  double share[4];
  int wrong = 0, qp, i;
  /* Also where the process writes numbers with a comma, if such a locale is there. */
  setlocale(LC_ALL, "de_DE.UTF-8");
  wrong += fails_of(nnrdoq_host_parse_shares("0.25", share) && share[3] == 0.25, "one share");
  wrong += fails_of(nnrdoq_host_parse_shares("1,0.5,.125,0", share) && share[0] == 1 &&
                        share[1] == 0.5 && share[2] == 0.125 && share[3] == 0,
                    "four shares");
  wrong += fails_of(nnrdoq_host_parse_shares("", share) && share[2] == 1, "all of the blocks");
  wrong += fails_of(!nnrdoq_host_parse_shares("0.5,0.5", share), "two shares are refused");
  wrong += fails_of(!nnrdoq_host_parse_shares("1.5", share), "a share above 1 is refused");
  wrong += fails_of(!nnrdoq_host_parse_shares("0.5,", share), "an empty share is refused");
  wrong += fails_of(!nnrdoq_host_parse_shares("x", share), "a word is refused");
  wrong += fails_of(strcmp(nnrdoq_host_decimal(12345, 1000, 2).text, "12.35") == 0, "a decimal");
  wrong += fails_of(strcmp(nnrdoq_host_decimal(5, 1000, 3).text, "0.005") == 0, "a small decimal");
  wrong += fails_of(strcmp(nnrdoq_host_decimal(1, 0, 1).text, "0.0") == 0, "nothing of nothing");
  wrong += fails_of(nnrdoq_test_cpp_part() == 0, "the same headers in C++");
  wrong += fails_of(is_chosen("fcn", 0, "fcn", "", 0), "a kind");
  wrong += fails_of(is_chosen("fcn@0.8", 0, "fcn", "", 0.8), "a kind with a strength");
  wrong += fails_of(is_chosen("fcn-nano@2", 0, "fcn-nano", "", 2), "a name with a strength");
  wrong += fails_of(is_chosen("ar=/a/b@c.nnq", 0.5, "ar", "/a/b@c.nnq", 0.5), "a file with an @");
  wrong += fails_of(is_chosen("ar=a@b.nnq@1.5", 0, "ar", "a@b.nnq", 1.5), "a file and a strength");
  wrong += fails_of(is_chosen("/a/b.nnq", 0, "/a/b.nnq", "", 0), "a file alone");
  wrong += fails_of(!is_chosen("fcn@5", 0, "fcn", "", 5), "a strength above 4 is refused");
  wrong += fails_of(!is_chosen("fcn=", 0, "fcn", "", 0), "no model is refused");
  wrong += fails_of(!is_chosen("=a", 0, "", "a", 0), "no kind is refused");
  /* The bound is the last magnitude that rounds to zero, wherever the large value lies. */
  nnrdoq_host_fill_zero_bounds(&bounds);
  for (qp = 0; qp <= 51; qp++) {
    const int shift = nnrdoq_host_shift(qp, 8, 3);
    const int64_t half = (int64_t)1 << (shift - 1);
    const int32_t most = (int32_t)((((int64_t)1 << shift) - half - 1) / scales[qp % 6]);
    for (i = 0; i < 64; i++) {
      int32_t c[64] = {0};
      c[i] = i & 1 ? -most : most;
      wrong += !nnrdoq_host_is_below(&bounds, NNRDOQ_HOST_NEAREST, c, 64, qp, shift);
      c[i] += i & 1 ? -1 : 1;
      wrong += nnrdoq_host_is_below(&bounds, NNRDOQ_HOST_NEAREST, c, 64, qp, shift);
    }
  }
  wrong += fails_of(is_same_in_16_bits(&bounds), "zero blocks are the same ones in 16 bits");
  return fails_of(wrong == 0, "all parts") ? 1 : 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[2], "parts") == 0) return check_parts();
  if (argc == 3 && strcmp(argv[2], "count") == 0) return count_blocks(argv[1]);
  if (argc == 4 && strcmp(argv[2], "fail") == 0) return fail_under_threads(argv[1], argv[3], NULL);
  if (argc == 5 && strcmp(argv[2], "fail") == 0)
    return fail_under_threads(argv[1], argv[3], argv[4]);
  if (argc == 5 && strcmp(argv[2], "options") == 0) return check_options(argv[1], argv[3], argv[4]);
  fprintf(stderr, "usage: host_threads LIBRARY count|fail|options|parts [ARGUMENTS]\n");
  return 2;
}
