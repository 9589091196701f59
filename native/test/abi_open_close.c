/*
 * Opens and closes a quantizer again and again, with a few blocks in between, and prints what memory
 * the process holds.
 *
 * usage: abi_open_close QUANTIZER MODEL BACKEND CYCLES SETTLED
 *   SETTLED  cycles after which memory is to stay as it is
 * prints: resident memory in KiB after SETTLED and after all CYCLES, in one line
 * exit:   0, or 1 with a line on stderr
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nnrdoq.h"

static int32_t coefficients[1024], levels[1024];
static nnrdoq_costs costs;

static int failed(void) {
  fprintf(stderr, "abi_open_close: %s\n", nnrdoq_error());
  return 0;
}

/* Resident memory in KiB, from the kernel's own count. */
static long resident(void) {
  char line[256];
  long kib = -1;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status)) {
    if (strncmp(line, "VmRSS:", 6) == 0) kib = strtol(line + 6, NULL, 10);
  }
  if (status) fclose(status);
  return kib;
}

/* Blocks of all sizes, so that every buffer a thread needs is there. */
static int quantize(nnrdoq_handle *handle) {
  nnrdoq_block block;
  int log2_size, i;
  for (log2_size = 2; log2_size <= 5; log2_size++) {
    memset(&block, 0, sizeof block);
    block.size = sizeof block;
    block.log2_size = (uint8_t)log2_size;
    block.slice_type = NNRDOQ_SLICE_I;
    block.bit_depth = 8;
    block.qp = 22;
    block.sign_hiding = 1;
    block.lambda = 9;
    for (i = 0; i < 1 << (2 * log2_size); i++) coefficients[i] = (i * 7919 % 4001 - 2000) / (1 + i);
    coefficients[0] = 3000;
    block.coefficients = coefficients;
    block.levels = levels;
    block.costs = &costs;
    if (nnrdoq_quantize(handle, &block) != NNRDOQ_OK) return failed();
  }
  return 1;
}

static int cycle(const nnrdoq_config *config) {
  nnrdoq_handle *handle;
  if (nnrdoq_open(config, &handle) != NNRDOQ_OK) return failed();
  if (!quantize(handle)) return 0;
  return nnrdoq_close(handle) == NNRDOQ_OK || failed();
}

int main(int argc, char **argv) {
  nnrdoq_config config;
  long cycles, settled, i, first = 0;
  if (argc != 6) {
    fprintf(stderr, "usage: abi_open_close QUANTIZER MODEL BACKEND CYCLES SETTLED\n");
    return 2;
  }
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = argv[1];
  config.model = argv[2];
  config.backend = argv[3];
  cycles = strtol(argv[4], NULL, 10);
  settled = strtol(argv[5], NULL, 10);
  for (i = 0; i < (long)(sizeof costs / sizeof(int32_t)); i++) {
    ((int32_t *)&costs)[i] = 20000 + (int32_t)(i * 977 % 40000);
  }
  for (i = 1; i <= cycles; i++) {
    if (!cycle(&config)) return 1;
    if (i == settled) first = resident();
  }
  printf("%ld %ld\n", first, resident());
  return 0;
}
