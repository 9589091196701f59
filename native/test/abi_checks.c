/*
 * Calls the C ABI with what it must refuse, and checks that it refuses it with a text. Exit 0 if
 * all is as promised; otherwise 1 and what is not, on stderr.
 */
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
  c.size = sizeof c + 8;
  expect("newer config", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.size");
  c = config_of("sq");
  c.abi_version = NNRDOQ_ABI_VERSION + 1;
  expect("newer host", nnrdoq_open(&c, &h), NNRDOQ_ERR_VERSION, "rebuild the host");
  c = config_of("sq");
  c.record_share[2] = 1.5;
  expect("share", nnrdoq_open(&c, &h), NNRDOQ_ERR_ARGUMENT, "record_share");
  c = config_of("none");
  c.record = "/nowhere/at/all.rec";
  expect("recording", nnrdoq_open(&c, &h), NNRDOQ_ERR_RECORDING, "/nowhere/at/all.rec");
  c = config_of("sq");
  c.size = offsetof(nnrdoq_config, model); /* an older host's struct */
  expect("older config", nnrdoq_open(&c, &h), NNRDOQ_OK, "");
  expect("close", nnrdoq_close(h), NNRDOQ_OK, "");
  expect("close of NULL", nnrdoq_close(NULL), NNRDOQ_OK, "");
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
  REFUSED(coefficients, NULL, "coefficients");
  REFUSED(levels, NULL, "levels");
  REFUSED(levels, coefficients, "two different arrays");
  expect("record without a file", nnrdoq_record(h, &b), NNRDOQ_ERR_ARGUMENT, "levels");
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
  stats.size = 4;
  expect("small stats", nnrdoq_get_stats(h, &stats), NNRDOQ_ERR_ARGUMENT, "size");
  info.size = sizeof info;
  expect("info", nnrdoq_get_info(h, &info), NNRDOQ_OK, "");
  if (strcmp(info.quantizer, "sq") != 0 || info.zero_rule != NNRDOQ_ZERO_DEAD_ZONE ||
      info.attached) {
    fprintf(stderr, "info: %s, rule %d\n", info.quantizer, (int)info.zero_rule);
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
  expect("open", nnrdoq_open(&c, &h), NNRDOQ_OK, "");
  if (!h) return 1;
  check_block(h);
  check_results(h);
  expect("close", nnrdoq_close(h), NNRDOQ_OK, "");
  c = config_of("rdoq");
  expect("open rdoq", nnrdoq_open(&c, &h), NNRDOQ_OK, "");
  b.costs = NULL;
  expect("no costs", nnrdoq_quantize(h, &b), NNRDOQ_ERR_ARGUMENT, "costs");
  expect("abandon", nnrdoq_abandon(h), NNRDOQ_OK, "");
  return failures ? 1 : 0;
}
