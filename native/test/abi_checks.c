/*
 * Calls the C ABI with what it must refuse, and checks that it refuses it with a text. Exit 0 if
 * all is as promised; otherwise 1 and what is not, on stderr.
 */
#include <math.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "nnrdoq.h"

static int failures;

static void expect(const char *what, nnrdoq_status got, nnrdoq_status wanted, const char *text) {
  if (got == wanted && (wanted == NNRDOQ_OK || strstr(nnrdoq_error(), text))) return;
  fprintf(stderr, "%s: status %d, expected %d; text \"%s\", expected \"%s\" in it\n", what, got,
          wanted, nnrdoq_error(), text);
  failures++;
}

static nnrdoq_config config_of(const char *quantizer) {
  nnrdoq_config c;
  memset(&c, 0, sizeof c);
  c.size = sizeof c;
  c.abi_version = NNRDOQ_ABI_VERSION;
  c.quantizer = quantizer;
  return c;
}

static int32_t coefficients[1024], levels[1024];
static int16_t coefficients16[16], levels16[16];
static nnrdoq_costs costs;

static nnrdoq_block good_block(void) {
  nnrdoq_block b;
  memset(&b, 0, sizeof b);
  b.size = sizeof b;
  b.log2_size = 2;
  b.slice_type = NNRDOQ_SLICE_I;
  b.bit_depth = 8;
  b.qp = 32;
  b.lambda = 57.9;
  b.coefficients = coefficients;
  b.levels = levels;
  b.costs = &costs;
  return b;
}

static void check_open(void) {
  nnrdoq_handle *h = (nnrdoq_handle *)&h;
  nnrdoq_config c = config_of("sq");
  expect("no config", nnrdoq_open(NULL, &h), NNRDOQ_ERR_ARGUMENT, "config");
  if (h) expect("handle after a failure", NNRDOQ_ERR_ARGUMENT, NNRDOQ_OK, "");
  expect("no handle", nnrdoq_open(&c, NULL), NNRDOQ_ERR_ARGUMENT, "handle");
  c.size = 3;
  expect("small config", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.size=3");
  c.size = 1u << 31;
  expect("huge config", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.size=2147483648");
  c = config_of("sq");
  c.abi_version = NNRDOQ_ABI_VERSION + 1;
  expect("newer host", nnrdoq_open(&c, &h), NNRDOQ_ERR_VERSION, "rebuild the host");
  c = config_of("sq");
  c.record_share[2] = 1.5;
  expect("share", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "record_share");
  c = config_of("sq");
  c.strength = 0.05;
  expect("strength", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "strength: expected 0.1..4");
  c.strength = 2;
  expect("strength of sq", nnrdoq_open(&c, &h), NNRDOQ_ERR_OPEN, "sq has no strength");
  c = config_of("none");
  c.strength = 2;
  expect("strength of none", nnrdoq_open(&c, &h), NNRDOQ_ERR_OPEN, "none has no strength");
  c = config_of("none");
  c.record = "/nowhere/at/all.rec";
  expect("recording", nnrdoq_open(&c, &h), NNRDOQ_ERR_RECORDING, "/nowhere/at/all.rec");
  expect("close of NULL", nnrdoq_close(NULL), NNRDOQ_OK, "");
}

/*
 * Structs of hosts of other versions: every size from the first published layout on, and beyond ours. What a
 * host hands over lies in a buffer, so that what is read or written beyond its size shows.
 */
enum { BUFFER = 512, GUARD = 0xab };

typedef union {
  unsigned char bytes[BUFFER];
  nnrdoq_config config;
  nnrdoq_block block;
  nnrdoq_info info;
  nnrdoq_stats stats;
} any_struct;

static void expect_guarded(const char *what, const any_struct *s, uint32_t size) {
  size_t i;
  for (i = size; i < BUFFER; i++) {
    if (s->bytes[i] != GUARD) {
      fprintf(stderr, "%s of %u bytes: byte %u behind it is written\n", what, (unsigned)size, (unsigned)i);
      failures++;
      return;
    }
  }
}

/* Whether the bytes from the end of our struct to the host's are 0. */
static void expect_zero_tail(const char *what, const any_struct *s, size_t ours, uint32_t size) {
  size_t i;
  for (i = ours; i < size; i++) {
    if (s->bytes[i] != 0) {
      fprintf(stderr, "%s of %u bytes: field at %u is not 0\n", what, (unsigned)size, (unsigned)i);
      failures++;
      return;
    }
  }
}

static void put(any_struct *s, const void *values, size_t ours, uint32_t size) {
  memset(s, GUARD, sizeof *s);
  if (size > ours) memset(s->bytes + ours, 0, size - ours);
  memcpy(s->bytes, values, size < ours ? size : ours);
  memcpy(s->bytes, &size, sizeof size);
}

static void check_config_sizes(void) {
  /* The first published configuration ended before backend; one setting alone is enough. */
  static const uint32_t sizes[] = {
      offsetof(nnrdoq_config, model),  offsetof(nnrdoq_config, record),
      offsetof(nnrdoq_config, backend), offsetof(nnrdoq_config, record_chroma_levels_by),
      offsetof(nnrdoq_config, strength),
      sizeof(nnrdoq_config),            sizeof(nnrdoq_config) + 8,
      sizeof(nnrdoq_config) + 200};
  const nnrdoq_config c = config_of("sq");
  any_struct s;
  nnrdoq_handle *h;
  size_t i;
  for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    put(&s, &c, sizeof c, sizes[i]);
    expect("config of another size", nnrdoq_open(&s.config, &h), NNRDOQ_OK, "");
    expect("close", nnrdoq_close(h), NNRDOQ_OK, "");
    expect_guarded("config", &s, sizes[i]);
  }
  put(&s, &c, sizeof c, sizeof c + 8);
  s.bytes[sizeof c + 7] = 1;
  expect("config with an unknown field", nnrdoq_open(&s.config, &h), NNRDOQ_ERR_ARGUMENT,
         "fields that this library");
  put(&s, &c, sizeof c, offsetof(nnrdoq_config, quantizer));
  expect("config without a setting", nnrdoq_open(&s.config, &h), NNRDOQ_ERR_ARGUMENT,
         "nnrdoq_config.size=8");
}

static void check_info_sizes(nnrdoq_handle *h) {
  const nnrdoq_info nothing = {0};
  const uint32_t first = offsetof(nnrdoq_info, backend);
  any_struct s;
  uint32_t size;
  for (size = first; size <= sizeof(nnrdoq_info) + 64; size += 4) {
    put(&s, &nothing, sizeof nothing, size);
    if (size > sizeof nothing) memset(s.bytes + sizeof nothing, 7, size - sizeof nothing);
    expect("info of another size", nnrdoq_get_info(h, &s.info), NNRDOQ_OK, "");
    if (strcmp(s.info.quantizer, "sq") != 0 || !s.info.java[0] || s.info.size != size) {
      fprintf(stderr, "info of %u bytes: quantizer %s\n", (unsigned)size, s.info.quantizer);
      failures++;
    }
    expect_zero_tail("info", &s, sizeof nothing, size);
    expect_guarded("info", &s, size);
  }
  put(&s, &nothing, sizeof nothing, first - 4);
  expect("small info", nnrdoq_get_info(h, &s.info), NNRDOQ_ERR_ARGUMENT, "nnrdoq_info.size=140");
  expect_guarded("small info", &s, first - 4);
}

static void check_stats_sizes(nnrdoq_handle *h) {
  const nnrdoq_stats nothing = {0};
  const uint32_t first = 128; /* as published first, which is still all */
  any_struct s;
  uint32_t size;
  for (size = first; size <= sizeof(nnrdoq_stats) + 64; size += 8) {
    put(&s, &nothing, sizeof nothing, size);
    if (size > sizeof nothing) memset(s.bytes + sizeof nothing, 7, size - sizeof nothing);
    expect("stats of another size", nnrdoq_get_stats(h, &s.stats), NNRDOQ_OK, "");
    if (s.stats.java_heap_bytes == 0 || s.stats.size != size) {
      fprintf(stderr, "stats of %u bytes: no heap\n", (unsigned)size);
      failures++;
    }
    expect_zero_tail("stats", &s, sizeof nothing, size);
    expect_guarded("stats", &s, size);
  }
  put(&s, &nothing, sizeof nothing, first - 8);
  expect("small stats", nnrdoq_get_stats(h, &s.stats), NNRDOQ_ERR_ARGUMENT, "nnrdoq_stats.size=120");
  expect_guarded("small stats", &s, first - 8);
}

static void check_block_sizes(nnrdoq_handle *h) {
  const uint32_t first = 56;
  any_struct s;
  uint32_t size;
  nnrdoq_block b;
  coefficients[0] = -3000;
  for (size = first; size <= sizeof b + 64; size += 8) {
    b = good_block();
    put(&s, &b, sizeof b, size);
    expect("block of another size", nnrdoq_quantize(h, &s.block), NNRDOQ_OK, "");
    if (s.block.abs_sum == 0) expect("its sum", NNRDOQ_ERR_ARGUMENT, NNRDOQ_OK, "");
    expect_guarded("block", &s, size);
  }
  b = good_block();
  put(&s, &b, sizeof b, sizeof b + 16);
  s.bytes[sizeof b] = 1;
  expect("block with an unknown field", nnrdoq_quantize(h, &s.block), NNRDOQ_ERR_ARGUMENT,
         "nnrdoq_block.size=96: the host uses fields");
  put(&s, &b, sizeof b, first - 4);
  expect("small block", nnrdoq_quantize(h, &s.block), NNRDOQ_ERR_ARGUMENT, "nnrdoq_block.size=52");
}

#define REFUSED(field, value, text)                                        \
  b = good_block();                                                        \
  b.field = value;                                                         \
  expect(#field " = " #value, nnrdoq_quantize(h, &b), NNRDOQ_ERR_ARGUMENT, text)

static void check_block(nnrdoq_handle *h) {
  nnrdoq_block b = good_block();
  expect("good block", nnrdoq_quantize(h, &b), NNRDOQ_OK, "");
  expect("no block", nnrdoq_quantize(h, NULL), NNRDOQ_ERR_ARGUMENT, "NULL");
  expect("no handle", nnrdoq_quantize(NULL, &b), NNRDOQ_ERR_ARGUMENT, "NULL");
  REFUSED(size, 8, "nnrdoq_block.size=8");
  REFUSED(log2_size, 1, "log2_size=1: expected 2..5");
  REFUSED(log2_size, 6, "log2_size=6");
  REFUSED(c_idx, 3, "c_idx=3");
  REFUSED(pred_mode, 2, "pred_mode=2");
  REFUSED(slice_type, 3, "slice_type=3");
  REFUSED(scan_idx, 3, "scan_idx=3");
  REFUSED(bit_depth, 7, "bit_depth=7");
  REFUSED(bit_depth, 13, "bit_depth=13");
  REFUSED(qp, 52, "qp=52");
  REFUSED(transform_skip, 2, "transform_skip=2");
  REFUSED(sign_hiding, 2, "sign_hiding=2");
  REFUSED(lambda, -1, "lambda");
  REFUSED(lambda, HUGE_VAL, "lambda: expected a finite value");
  REFUSED(coefficients, NULL, "coefficients");
  REFUSED(levels, NULL, "levels");
  REFUSED(levels, coefficients, "two different arrays");
  REFUSED(coefficients16, coefficients16, "each of 32 or of 16 bits");
  REFUSED(levels16, levels16, "each of 32 or of 16 bits");
  expect("record without a file", nnrdoq_record(h, &b), NNRDOQ_ERR_ARGUMENT, "levels");
}

/* Arrays of 16 bits on their way to Java. */
static void check_narrow(nnrdoq_handle *h) {
  nnrdoq_block b = good_block();
  coefficients16[0] = -3000;
  levels16[1] = 4711;
  b.coefficients = NULL;
  b.coefficients16 = coefficients16;
  b.levels = NULL;
  b.levels16 = levels16;
  expect("block of 16 bits", nnrdoq_quantize(h, &b), NNRDOQ_OK, "");
  if (levels16[0] >= 0 || b.abs_sum != (uint32_t)-levels16[0] || levels16[1] != 0) {
    fprintf(stderr, "16 bits: levels %d, sum %u\n", levels16[0], (unsigned)b.abs_sum);
    failures++;
  }
}

static void check_results(nnrdoq_handle *h) {
  nnrdoq_block b = good_block();
  nnrdoq_stats stats;
  nnrdoq_info info;
  int i;
  for (i = 0; i < 1024; i++) coefficients[i] = levels[i] = 0;
  coefficients[0] = -3000;
  levels[16] = 4711; /* past the block: nobody's business */
  b.abs_sum = 99;
  expect("block", nnrdoq_quantize(h, &b), NNRDOQ_OK, "");
  if (levels[0] >= 0 || b.abs_sum != (uint32_t)-levels[0] || levels[16] != 4711) {
    fprintf(stderr, "levels %d, sum %u, next %d\n", (int)levels[0], (unsigned)b.abs_sum,
            (int)levels[16]);
    failures++;
  }
  stats.size = sizeof stats;
  expect("stats", nnrdoq_get_stats(h, &stats), NNRDOQ_OK, "");
  if (stats.quantized[0] != 1 || stats.zero[0] != 1 || stats.failed != 0 ||
      stats.java_heap_bytes == 0) {
    fprintf(stderr, "stats: %d quantized, %d zero, %d failed\n", (int)stats.quantized[0],
            (int)stats.zero[0], (int)stats.failed);
    failures++;
  }
  info.size = sizeof info;
  expect("info", nnrdoq_get_info(h, &info), NNRDOQ_OK, "");
  if (strcmp(info.quantizer, "sq") != 0 || info.zero_rule != NNRDOQ_ZERO_DEAD_ZONE ||
      info.attached) {
    fprintf(stderr, "info: %s, rule %d\n", info.quantizer, (int)info.zero_rule);
    failures++;
  }
}

static nnrdoq_handle *shared;
static nnrdoq_status small_status;
static char small_text[256];

static void *quantize_on_a_small_stack(void *unused) {
  nnrdoq_block b = good_block();
  (void)unused;
  small_status = nnrdoq_quantize(shared, &b);
  snprintf(small_text, sizeof small_text, "%s", nnrdoq_error());
  return NULL;
}

/* A thread that Java cannot take: that is a failure, not a block of zeros. */
static void check_small_stack(nnrdoq_handle *h) {
  pthread_attr_t attributes;
  pthread_t thread;
  shared = h;
  levels[0] = 4711;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 64 << 10);
  if (pthread_create(&thread, &attributes, quantize_on_a_small_stack, NULL) != 0) return;
  pthread_join(thread, NULL);
  pthread_attr_destroy(&attributes);
  if (small_status != NNRDOQ_ERR_JVM || !strstr(small_text, "larger stack") || levels[0] != 4711) {
    fprintf(stderr, "small stack: status %d, text \"%s\", level %d\n", small_status, small_text,
            (int)levels[0]);
    failures++;
  }
}

int main(void) {
  nnrdoq_handle *h = NULL;
  nnrdoq_config c = config_of("sq");
  nnrdoq_block b = good_block();
  if (nnrdoq_abi_version() != NNRDOQ_ABI_VERSION || !nnrdoq_version()[0]) {
    fprintf(stderr, "version\n");
    return 1;
  }
  check_open();
  check_config_sizes();
  expect("open", nnrdoq_open(&c, &h), NNRDOQ_OK, "");
  if (!h) return 1;
  check_block(h);
  check_results(h);
  check_narrow(h);
  check_info_sizes(h);
  check_stats_sizes(h);
  check_block_sizes(h);
  check_small_stack(h);
  expect("close", nnrdoq_close(h), NNRDOQ_OK, "");
  c = config_of("rdoq");
  expect("open rdoq", nnrdoq_open(&c, &h), NNRDOQ_OK, "");
  b.costs = NULL;
  expect("no costs", nnrdoq_quantize(h, &b), NNRDOQ_ERR_ARGUMENT, "costs");
  expect("abandon", nnrdoq_abandon(h), NNRDOQ_OK, "");
  return failures ? 1 : 0;
}
