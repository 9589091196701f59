/*
 * Networks without Java: what is opened, what is refused and with which words, and what opening takes.
 *
 * usage: abi_native [--limits] NETWORK.nnq...
 *   --limits  opening may take 5 ms of processor time and 3 MB at most
 * exit:  0 if all is as promised; otherwise 1 and what is not, on stderr
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nnrdoq.h"

static int failures;

static void complain(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  failures++;
}

static nnrdoq_config config_of(const char *quantizer, const char *model, const char *backend) {
  nnrdoq_config c;
  memset(&c, 0, sizeof c);
  c.size = sizeof c;
  c.abi_version = NNRDOQ_ABI_VERSION;
  c.quantizer = quantizer;
  c.model = model;
  c.backend = backend;
  return c;
}

static double processor_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long resident_kib(void) {
  unsigned long pages = 0, ignored;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f) return 0;
  if (fscanf(f, "%lu %lu", &ignored, &pages) != 2) pages = 0;
  fclose(f);
  return (long)pages * 4;
}

/* Opens a network, checks what is said of it, and lets it quantize a block. */
static void check_open(const char *quantizer, const char *model, const char *backend,
                       const char *kind, int has_limits) {
  static int32_t coefficients[16] = {3000, -400, 70}, levels[16];
  static nnrdoq_costs costs;
  const char *const what = model ? model : quantizer;
  const nnrdoq_config config = config_of(quantizer, model, backend);
  const long before_kib = resident_kib();
  const double begin = processor_ms();
  nnrdoq_handle *handle;
  nnrdoq_info info;
  nnrdoq_stats stats;
  nnrdoq_block block;
  double took;
  long grown;
  if (nnrdoq_open(&config, &handle) != NNRDOQ_OK) {
    complain(what, nnrdoq_error());
    return;
  }
  took = processor_ms() - begin;
  grown = resident_kib() - before_kib;
  printf("%s: %.2f ms of processor time, %ld KiB\n", what, took, grown);
  if (has_limits && (took > 5 || grown > 3 << 10)) complain(what, "opening takes too much");
  info.size = sizeof info;
  if (nnrdoq_get_info(handle, &info) != NNRDOQ_OK) complain(what, nnrdoq_error());
  if (strcmp(info.backend, "native") != 0 || info.java[0] || info.attached) {
    complain(what, "info says that Java runs");
  }
  if (strcmp(info.quantizer, kind) != 0) complain(what, info.quantizer);
  if (info.zero_rule != NNRDOQ_ZERO_NEAREST || !info.instructions[0])
    complain(what, "info lacks something");
  memset(&block, 0, sizeof block);
  block.size = sizeof block;
  block.log2_size = 2;
  block.slice_type = NNRDOQ_SLICE_I;
  block.bit_depth = 8;
  block.qp = 27;
  block.lambda = 20;
  block.coefficients = coefficients;
  block.levels = levels;
  if (info.needs_costs && nnrdoq_quantize(handle, &block) != NNRDOQ_ERR_ARGUMENT) {
    complain(what, "a block without costs is taken");
  }
  block.costs = &costs;
  if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK || block.abs_sum == 0)
    complain(what, nnrdoq_error());
  if (nnrdoq_record(handle, &block) != NNRDOQ_ERR_ARGUMENT) complain(what, "it records");
  stats.size = sizeof stats;
  if (nnrdoq_get_stats(handle, &stats) != NNRDOQ_OK || stats.quantized[0] != 1 ||
      stats.java_heap_bytes) {
    complain(what, "its stats are wrong");
  }
  if (nnrdoq_close(handle) != NNRDOQ_OK) complain(what, nnrdoq_error());
}

static void expect_refused(nnrdoq_config config, const char *text) {
  nnrdoq_handle *handle = (nnrdoq_handle *)&handle;
  const nnrdoq_status status = nnrdoq_open(&config, &handle);
  if (status != NNRDOQ_ERR_OPEN || handle || !strstr(nnrdoq_error(), text) ||
      strchr(nnrdoq_error(), '\n')) {
    fprintf(stderr, "status %d, \"%s\": expected \"%s\"\n", status, nnrdoq_error(), text);
    failures++;
  }
}

static void check_refusals(const char *network) {
  nnrdoq_config config = config_of("sq", NULL, "native");
  expect_refused(config, "'sq' is no network that runs without Java: expected fcn");
  expect_refused(config_of("none", NULL, "native"), "'none' is no network");
  expect_refused(config_of(NULL, NULL, "native"), "'' is no network");
  expect_refused(config_of("fcn", "ar", "native"), "a network of kind 'ar': expected 'fcn'");
  expect_refused(config_of("fcn", "fcn-float", "native"), "'fcn-float' is no network");
  expect_refused(config_of("fcn-nano", network, "native"), "expected fcn or ar beside a model");
  expect_refused(config_of("fcn", "/nowhere/at/all.nnq", NULL),
                 "/nowhere/at/all.nnq: the network cannot be opened");
  expect_refused(config_of("fcn", "/", "native"), "/: the network cannot be read");
  expect_refused(config_of("fcn", network, "kernel"), "runs without Java: expected native or auto");
  expect_refused(config_of("fcn", network, "java"), "runs without Java: expected native or auto");
  config = config_of("fcn", network, NULL);
  config.record = "/nowhere/at/all.nnbr";
  expect_refused(config, "Java writes recordings");
}

int main(int argc, char **argv) {
  const int has_limits = argc > 1 && strcmp(argv[1], "--limits") == 0;
  int i;
  if (argc < 2 + has_limits) return 2;
  /* The first to be opened is the one that finds nothing prepared. */
  for (i = 1 + has_limits; i < argc; i++) {
    const char *const name = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
    const char *const kind = strncmp(name, "ar", 2) == 0 ? "ar" : "fcn";
    check_open(kind, argv[i], NULL, kind, has_limits);
    check_open(argv[i], NULL, "auto", kind, has_limits);
    check_open(kind, argv[i], "native", kind, has_limits);
  }
  check_open("fcn", NULL, "native", "fcn", has_limits);
  check_open("ar", NULL, "native", "ar", has_limits);
  check_open("fcn-nano", NULL, "native", "fcn", has_limits);
  check_open("fcn", "fcn-nano", "native", "fcn", has_limits);
  check_open("ar-plain", NULL, "native", "ar", has_limits);
  check_refusals(argv[1 + has_limits]);
  return failures ? 1 : 0;
}
