/*
 * Blocks as hosts have them, in networks without Java: arrays of 32 and of 16 bits, structs of other versions,
 * costs that carry a number, and eight threads on one handle.
 *
 * exit: 0 if levels are the same however a block is handed over; otherwise 1 and what differs, on stderr
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "nnrdoq.h"

enum { BLOCKS = 240, TABLES = 5, THREADS = 8, MOST = 1024 };

static int failures;

/* A block, its memory, and the levels that it got first. */
typedef struct {
  nnrdoq_block block;
  int table; /* of its costs */
  int32_t coefficients[MOST], levels[MOST];
  int16_t coefficients16[MOST];
} sample;

static sample samples[BLOCKS];
static nnrdoq_costs tables[TABLES];

static uint32_t draw(uint32_t *state, uint32_t below) {
  *state = *state * 1664525u + 1013904223u;
  return (uint32_t)(((uint64_t)*state * below) >> 32);
}

static int area_of(const nnrdoq_block *b) { return 1 << (2 * b->log2_size); }

static void make_samples(void) {
  uint32_t state = 7;
  int i, k;
  for (i = 0; i < TABLES; i++) {
    int32_t *const costs = (int32_t *)&tables[i];
    for (k = 0; k < (int)(sizeof tables[i] / sizeof *costs); k++) {
      costs[k] = 1000 + (int32_t)draw(&state, 100000);
    }
  }
  for (i = 0; i < BLOCKS; i++) {
    sample *const s = &samples[i];
    nnrdoq_block *const b = &s->block;
    b->size = sizeof *b;
    b->log2_size = (uint8_t)(i % 3 ? 2 : 2 + draw(&state, 4));
    b->c_idx = (uint8_t)draw(&state, 3);
    b->slice_type = (uint8_t)draw(&state, 3);
    b->scan_idx = (uint8_t)(b->log2_size < 4 ? draw(&state, 3) : 0);
    b->bit_depth = 8;
    b->qp = (uint8_t)(22 + draw(&state, 16));
    b->sign_hiding = (uint8_t)draw(&state, 2);
    b->lambda = 20 + draw(&state, 100);
    for (k = 0; k < area_of(b); k++) {
      const int32_t most = 3000 / (1 + k / 3);
      s->coefficients[k] = (int32_t)draw(&state, 2 * (uint32_t)most + 1) - most;
      s->coefficients16[k] = (int16_t)s->coefficients[k];
    }
    b->coefficients = s->coefficients;
    b->levels = s->levels;
    s->table = (int)draw(&state, TABLES);
    b->costs = &tables[s->table];
  }
}

static nnrdoq_handle *open_network(const char *quantizer) {
  nnrdoq_config c;
  nnrdoq_handle *h;
  memset(&c, 0, sizeof c);
  c.size = sizeof c;
  c.abi_version = NNRDOQ_ABI_VERSION;
  c.quantizer = quantizer;
  c.backend = "native";
  if (nnrdoq_open(&c, &h) == NNRDOQ_OK) return h;
  fprintf(stderr, "%s: %s\n", quantizer, nnrdoq_error());
  failures++;
  return NULL;
}

/* Quantizes a block and compares its levels, which are in one of the two arrays, with the first ones. */
static void expect_same(const char *what, nnrdoq_handle *h, nnrdoq_block *b, const sample *s,
                        const int32_t *levels, const int16_t *levels16) {
  int i, differ = 0;
  b->abs_sum = 4711;
  if (nnrdoq_quantize(h, b) != NNRDOQ_OK) {
    fprintf(stderr, "%s: %s\n", what, nnrdoq_error());
    failures++;
    return;
  }
  for (i = 0; i < area_of(b); i++) differ |= (levels ? levels[i] : levels16[i]) != s->levels[i];
  if (!differ && b->abs_sum == s->block.abs_sum) return;
  fprintf(stderr, "%s: block %ld has other levels\n", what, (long)(s - samples));
  failures++;
}

static void quantize_first(nnrdoq_handle *h) {
  int i, zero = 0;
  for (i = 0; i < BLOCKS; i++) {
    if (nnrdoq_quantize(h, &samples[i].block) != NNRDOQ_OK) {
      fprintf(stderr, "%s\n", nnrdoq_error());
      failures++;
    }
    zero += samples[i].block.abs_sum == 0;
  }
  if (zero * 2 > BLOCKS) {
    fprintf(stderr, "%d blocks of %d are zero: nothing is tried\n", zero, BLOCKS);
    failures++;
  }
}

static void check_widths(nnrdoq_handle *h) {
  static int32_t levels[MOST];
  static int16_t levels16[MOST];
  int i;
  for (i = 0; i < BLOCKS; i++) {
    nnrdoq_block b = samples[i].block;
    b.levels = levels;
    memset(levels, 1, sizeof levels);
    b.coefficients = NULL;
    b.coefficients16 = samples[i].coefficients16;
    expect_same("16 to 32 bits", h, &b, &samples[i], levels, NULL);
    b.levels = NULL;
    b.levels16 = levels16;
    memset(levels16, 1, sizeof levels16);
    expect_same("16 to 16 bits", h, &b, &samples[i], NULL, levels16);
    b.coefficients = samples[i].coefficients;
    b.coefficients16 = NULL;
    memset(levels16, 1, sizeof levels16);
    expect_same("32 to 16 bits", h, &b, &samples[i], NULL, levels16);
  }
}

/* From the first published layout on; what lies beyond a struct must not be read. */
static void check_sizes(nnrdoq_handle *h) {
  static int32_t levels[MOST];
  int i;
  for (i = 0; i < BLOCKS; i++) {
    union {
      nnrdoq_block block;
      unsigned char bytes[sizeof(nnrdoq_block) + 64];
    } any;
    nnrdoq_block b = samples[i].block;
    b.size = (uint32_t)(56 + 8 * (i % 12));
    b.levels = levels;
    memset(&any, 0xab, sizeof any);
    if (b.size > sizeof b) memset(any.bytes + sizeof b, 0, b.size - sizeof b);
    memcpy(&any, &b, b.size < sizeof b ? b.size : sizeof b);
    expect_same("another size", h, &any.block, &samples[i], levels, NULL);
  }
}

/* Numbers of each handle are its own, and so they are when a handle is closed and another one takes its place. */
static void check_numbers(const char *quantizer, nnrdoq_handle *h) {
  static int32_t levels[MOST];
  int i, round;
  for (round = 0; round < 3; round++) {
    nnrdoq_handle *const other = open_network(quantizer);
    for (i = 0; other && i < 4 * BLOCKS; i++) {
      /* runs of blocks that share costs, as encoders have them, and blocks that do not */
      const sample *const s = &samples[(i & 4 ? i * 7 : i) % BLOCKS];
      const int with_other = i >> 3 & 1;
      nnrdoq_costs costs = *s->block.costs;
      nnrdoq_block b = s->block;
      b.levels = levels;
      b.costs = &costs;
      b.costs_number = i % 5 ? 1 + (uint64_t)((s->table + (with_other ? round : 0)) % TABLES) : 0;
      expect_same("a number", with_other ? other : h, &b, s, levels, NULL);
    }
    nnrdoq_close(other);
  }
}

/* The costs of the coded block flag may be others under the same number. */
static void check_block_flags(nnrdoq_handle *h) {
  static int32_t levels[2][MOST];
  int i, k;
  for (i = 0; i < BLOCKS; i++) {
    nnrdoq_costs costs = *samples[i].block.costs;
    nnrdoq_block b = samples[i].block;
    uint32_t sums[2];
    b.costs = &costs;
    for (k = 0; k < 2; k++) { /* without a number, and with one that was seen with another flag */
      const uint64_t number = k ? 1000 + (uint64_t)i : 0;
      costs.coded_block_flag[0] = samples[i].block.costs->coded_block_flag[0];
      b.levels = levels[k];
      b.costs_number = number;
      if (nnrdoq_quantize(h, &b) != NNRDOQ_OK) failures++;
      costs.coded_block_flag[0] = 1;
      costs.coded_block_flag[1] = 400000; /* many blocks are not worth it */
      if (nnrdoq_quantize(h, &b) != NNRDOQ_OK) failures++;
      sums[k] = b.abs_sum;
      costs = *samples[i].block.costs;
    }
    if (sums[0] == sums[1] && !memcmp(levels[0], levels[1], sizeof(int32_t) * (size_t)area_of(&b)))
      continue;
    fprintf(stderr, "another coded block flag: block %d has other levels\n", i);
    failures++;
  }
}

static void *quantize_all(void *handle) {
  int32_t levels[MOST];
  int i;
  for (i = 0; i < 2 * BLOCKS; i++) {
    const sample *const s = &samples[i % BLOCKS];
    nnrdoq_block b = s->block;
    b.levels = levels;
    b.costs_number = i % 3 ? (uint64_t)s->table + 100 : 0;
    if (nnrdoq_quantize(handle, &b) != NNRDOQ_OK || b.abs_sum != s->block.abs_sum ||
        memcmp(levels, s->levels, sizeof *levels * (size_t)area_of(&b)) != 0) {
      return "a thread gets other levels";
    }
  }
  return NULL;
}

static void check_threads(nnrdoq_handle *h) {
  pthread_t threads[THREADS];
  int i;
  for (i = 0; i < THREADS; i++) {
    if (pthread_create(&threads[i], NULL, quantize_all, h) != 0) failures++;
  }
  for (i = 0; i < THREADS; i++) {
    void *problem;
    pthread_join(threads[i], &problem);
    if (problem) {
      fprintf(stderr, "%s\n", (const char *)problem);
      failures++;
    }
  }
}

int main(void) {
  static const char *const quantizers[] = {"fcn", "fcn-plain", "ar"};
  size_t i;
  make_samples();
  for (i = 0; i < sizeof quantizers / sizeof quantizers[0]; i++) {
    nnrdoq_handle *const h = open_network(quantizers[i]);
    if (!h) continue;
    quantize_first(h);
    check_widths(h);
    check_sizes(h);
    check_numbers(quantizers[i], h);
    check_block_flags(h);
    check_threads(h);
    nnrdoq_close(h);
  }
  return failures ? 1 : 0;
}
