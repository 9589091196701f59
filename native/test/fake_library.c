/*
 * Stands in for libnnrdoq.so where a test is about the hook alone: does what nnrdoq.h promises,
 * needs no Java, and ends the process with exit code 70 if the hook breaks the rules. A block's
 * level is its first coefficient plus the length of the quantizer's name, so that a mix-up of
 * handles shows; a first coefficient of 66666 fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nnrdoq.h"

struct nnrdoq_handle {
  int name_length;
  int calls; /* at this moment */
  unsigned long quantized;
  unsigned long recorded;
  char record[256];
};

static __thread char error_text[256];

static void require(int condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "fake library: %s\n", what);
  _exit(70);
}

static void pause_a_little(void) {
  volatile int i;
  for (i = 0; i < 500; i++) {
  }
}

uint32_t nnrdoq_abi_version(void) { return NNRDOQ_ABI_VERSION; }

const char *nnrdoq_version(void) { return "0.0-fake"; }

const char *nnrdoq_error(void) { return error_text; }

nnrdoq_status nnrdoq_open(const nnrdoq_config *config, nnrdoq_handle **handle) {
  require(config->size == sizeof *config && config->abi_version == NNRDOQ_ABI_VERSION, "config");
  *handle = NULL;
  if (strcmp(config->quantizer, "missing") == 0) {
    snprintf(error_text, sizeof error_text, "quantizer 'missing' is unknown");
    return NNRDOQ_ERR_OPEN;
  }
  *handle = calloc(1, sizeof **handle);
  (*handle)->name_length = (int)strlen(config->quantizer);
  if (config->record) {
    FILE *file = fopen(config->record, "w");
    require(file != NULL, "the recording cannot be made");
    fclose(file);
    snprintf((*handle)->record, sizeof(*handle)->record, "%s", config->record);
  }
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_get_info(nnrdoq_handle *handle, nnrdoq_info *info) {
  require(info->size == sizeof *info, "size of info");
  memset((char *)info + sizeof info->size, 0, sizeof *info - sizeof info->size);
  info->zero_rule = NNRDOQ_ZERO_NEAREST;
  snprintf(info->quantizer, sizeof info->quantizer, "fake-%d", handle->name_length);
  snprintf(info->java, sizeof info->java, "none");
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_quantize(nnrdoq_handle *handle, nnrdoq_block *block) {
  nnrdoq_status status = NNRDOQ_OK;
  __atomic_fetch_add(&handle->calls, 1, __ATOMIC_SEQ_CST);
  pause_a_little();
  block->levels[0] = block->coefficients[0] + handle->name_length;
  block->abs_sum = 1;
  if (block->coefficients[0] == 66666) {
    snprintf(error_text, sizeof error_text, "made to fail");
    status = NNRDOQ_ERR_QUANTIZE;
  }
  __atomic_fetch_add(&handle->quantized, 1, __ATOMIC_RELAXED);
  __atomic_fetch_sub(&handle->calls, 1, __ATOMIC_SEQ_CST);
  return status;
}

nnrdoq_status nnrdoq_record(nnrdoq_handle *handle, const nnrdoq_block *block) {
  (void)block;
  __atomic_fetch_add(&handle->calls, 1, __ATOMIC_SEQ_CST);
  pause_a_little();
  __atomic_fetch_add(&handle->recorded, 1, __ATOMIC_RELAXED);
  __atomic_fetch_sub(&handle->calls, 1, __ATOMIC_SEQ_CST);
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_get_stats(nnrdoq_handle *handle, nnrdoq_stats *stats) {
  require(stats->size == sizeof *stats, "size of stats");
  memset((char *)stats + sizeof stats->size, 0, sizeof *stats - sizeof stats->size);
  stats->quantized[0] = __atomic_load_n(&handle->quantized, __ATOMIC_RELAXED);
  stats->recorded[0] = __atomic_load_n(&handle->recorded, __ATOMIC_RELAXED);
  stats->nanoseconds = 1234567890;
  stats->java_heap_bytes = 5 << 20;
  return NNRDOQ_OK;
}

static nnrdoq_status release(nnrdoq_handle *handle, int keep) {
  require(handle != NULL, "NULL is closed");
  require(__atomic_load_n(&handle->calls, __ATOMIC_SEQ_CST) == 0,
          "a handle is closed under a call");
  if (handle->record[0] && !keep) unlink(handle->record);
  free(handle);
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_close(nnrdoq_handle *handle) { return release(handle, 1); }

nnrdoq_status nnrdoq_abandon(nnrdoq_handle *handle) { return release(handle, 0); }
