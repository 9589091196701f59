/*
 * Encoders with several instances in one process: threads that open handles of their own at the same
 * time, the first of which starts Java, quantize and record with them, ask for stats, and close them.
 *
 * usage: abi_threads FOLDER
 *   FOLDER  for the recordings
 * exit:  0 if every thread got the levels that one alone gets, and its own counts
 */
#define _POSIX_C_SOURCE 200112L /* barriers */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nnrdoq.h"

enum { THREADS = 8, ROUNDS = 6, BLOCKS = 120 };

static const char *const quantizers[] = {"sq", "rdoq", "fcn", "ar"};
enum { QUANTIZERS = sizeof quantizers / sizeof quantizers[0] };

static const char *folder;
static nnrdoq_costs costs;
static int32_t expected[QUANTIZERS][BLOCKS][64];
static pthread_barrier_t barrier;

/* Block n, the same for everybody; 8x8. */
static void describe(nnrdoq_block *block, int n, int32_t coefficients[64], int32_t levels[64]) {
  int i;
  for (i = 0; i < 64; i++) coefficients[i] = ((n + 3) * (i + 7) * 7919 % 6001 - 3000) / (1 + i / 3);
  memset(block, 0, sizeof *block);
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

static int failed(const char *what) {
  fprintf(stderr, "%s: %s\n", what, nnrdoq_error());
  return 0;
}

/* Quantizes and records all blocks with a handle of its own; 1 if all is as it should be. */
static int encode(int quantizer, const char *record, int32_t levels[BLOCKS][64]) {
  nnrdoq_config config;
  nnrdoq_handle *handle;
  nnrdoq_stats stats;
  nnrdoq_block block;
  int32_t coefficients[64];
  int n;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = quantizers[quantizer];
  config.record = record;
  if (nnrdoq_open(&config, &handle) != NNRDOQ_OK) return failed("open");
  for (n = 0; n < BLOCKS; n++) {
    describe(&block, n, coefficients, levels[n]);
    if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK) return failed("quantize");
    if (record && nnrdoq_record(handle, &block) != NNRDOQ_OK) return failed("record");
  }
  stats.size = sizeof stats;
  if (nnrdoq_get_stats(handle, &stats) != NNRDOQ_OK) return failed("stats");
  if (stats.quantized[1] + stats.zero[1] != BLOCKS || stats.failed != 0 ||
      stats.recorded[1] != (record ? BLOCKS : 0)) {
    fprintf(stderr, "stats: %d quantized, %d zero, %d recorded\n", (int)stats.quantized[1],
            (int)stats.zero[1], (int)stats.recorded[1]);
    return 0;
  }
  return nnrdoq_close(handle) == NNRDOQ_OK || failed("close");
}

static void *instance(void *argument) {
  const int number = (int)(size_t)argument;
  const int quantizer = number % QUANTIZERS;
  int32_t (*levels)[64] = malloc(sizeof(int32_t[BLOCKS][64]));
  char record[512];
  int round;
  int good = levels != NULL;
  snprintf(record, sizeof record, "%s/%d.nnbr", folder, number);
  for (round = 0; good && round < ROUNDS; round++) {
    pthread_barrier_wait(&barrier); /* all open, and close, at once */
    memset(levels, 0, sizeof(int32_t[BLOCKS][64]));
    good = encode(quantizer, record, levels);
    if (good && round > 0 && memcmp(levels, expected[quantizer], sizeof(int32_t[BLOCKS][64])) != 0) {
      fprintf(stderr, "thread %d, round %d: other levels with %s\n", number, round,
              quantizers[quantizer]);
      good = 0;
    }
    pthread_barrier_wait(&barrier);
    /* what is right is found once for each quantizer, without recording */
    if (good && round == 0 && number < QUANTIZERS) good = encode(quantizer, NULL, expected[quantizer]);
    pthread_barrier_wait(&barrier);
  }
  free(levels);
  if (!good) exit(1); /* the others wait at the barrier */
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t threads[THREADS];
  size_t i;
  if (argc != 2) {
    fprintf(stderr, "usage: abi_threads FOLDER\n");
    return 2;
  }
  folder = argv[1];
  for (i = 0; i < sizeof costs / sizeof(int32_t); i++) {
    ((int32_t *)&costs)[i] = 20000 + (int32_t)(i * 977 % 40000);
  }
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, instance, (void *)i);
  for (i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  printf("%d instances, %d rounds: all alike\n", THREADS, ROUNDS);
  return 0;
}
