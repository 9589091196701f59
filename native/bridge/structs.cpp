#include "structs.h"

#include <stdio.h>
#include <string.h>

#include <cmath>
#include <string>

#include "callbacks.h"
#include "errors.h"

namespace nnrdoq {
namespace {

// A larger size is no struct of some later version but memory that nobody set.
const uint32_t MOST_BYTES = 4096;

// As in org.nnrdoq.quantizer.QuantizerSpec.
const double LEAST_STRENGTH = 0.1;
const double MOST_STRENGTH = 4;

// What a struct is called, and where it ended when it was published, and ends now.
struct Layout {
  const char* name;
  size_t first;
  size_t now;
};

// The configuration may end after its first setting; the others began with the fields given here.
const Layout CONFIG = {"nnrdoq_config", offsetof(nnrdoq_config, model), sizeof(nnrdoq_config)};
const Layout INFO = {"nnrdoq_info", offsetof(nnrdoq_info, backend), sizeof(nnrdoq_info)};
const Layout STATS = {"nnrdoq_stats", 128, sizeof(nnrdoq_stats)};
const Layout BLOCK = {"nnrdoq_block", 56, sizeof(nnrdoq_block)};

static_assert(offsetof(nnrdoq_block, coefficients16) == 56 && sizeof(nnrdoq_stats) == 128 &&
                  offsetof(nnrdoq_info, backend) == 144 && offsetof(nnrdoq_config, model) == 16,
              "the first layouts stay what they are");

std::string badSize(const Layout& layout, uint32_t size) {
  return std::string(layout.name) + ".size=" + std::to_string(size) + ": expected sizeof(" +
         layout.name + "), " + std::to_string(layout.first) + " or more";
}

bool isSize(const Layout& layout, uint32_t size) {
  return size >= layout.first && size <= MOST_BYTES;
}

// Whether the bytes of a host's struct beyond ours are all 0.
bool isTailZero(const Layout& layout, const void* hosts, uint32_t size) {
  const unsigned char* bytes = static_cast<const unsigned char*>(hosts);
  for (size_t i = layout.now; i < size; i++) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

std::string unknownFields(const Layout& layout, uint32_t size) {
  return std::string(layout.name) + ".size=" + std::to_string(size) +
         ": the host uses fields that this library, with " + std::to_string(layout.now) +
         " bytes, does not know; install a newer nnrdoq, or leave them 0";
}

// Copies what fits behind the size field, which is the first of every struct, and clears what is beyond ours.
void fill(const Layout& layout, void* to, const void* values, uint32_t size) {
  const size_t known = size < layout.now ? size : layout.now;
  memcpy(static_cast<char*>(to) + sizeof size, static_cast<const char*>(values) + sizeof size,
         known - sizeof size);
  memset(static_cast<char*>(to) + known, 0, size - known);
}

nnrdoq_status outOfRange(const char* name, long value, const char* expected) {
  snprintf(errorText(), NNRDOQ_ERROR_BYTES, "nnrdoq_block.%s=%ld: expected %s", name, value,
           expected);
  return NNRDOQ_ERR_ARGUMENT;
}

// A block of another version; the usual size does not get here.
nnrdoq_status takeOtherSize(const nnrdoq_block* b, nnrdoq_block* room,
                            const nnrdoq_block** complete) {
  if (!isSize(BLOCK, b->size)) return fail(NNRDOQ_ERR_ARGUMENT, badSize(BLOCK, b->size).c_str());
  if (b->size > sizeof *b) {
    if (isTailZero(BLOCK, b, b->size)) return NNRDOQ_OK;
    return fail(NNRDOQ_ERR_ARGUMENT, unknownFields(BLOCK, b->size).c_str());
  }
  memset(room, 0, sizeof *room);
  memcpy(room, b, b->size);
  *complete = room;
  return NNRDOQ_OK;
}

// Whether exactly one of two arrays is given, and the other side of the block is not the same memory.
bool areArrays(const nnrdoq_block& b) {
  const void* const from = b.coefficients ? static_cast<const void*>(b.coefficients) : b.coefficients16;
  const void* const to = b.levels ? static_cast<const void*>(b.levels) : b.levels16;
  return !b.coefficients != !b.coefficients16 && !b.levels != !b.levels16 && from != to;
}

}  // namespace

nnrdoq_config completeConfig(const nnrdoq_config* config) {
  nnrdoq_config full;
  memset(&full, 0, sizeof full);
  if (!config) throw Failure(NNRDOQ_ERR_ARGUMENT, "config is NULL");
  if (!isSize(CONFIG, config->size)) {
    throw Failure(NNRDOQ_ERR_ARGUMENT, badSize(CONFIG, config->size));
  }
  memcpy(&full, config, config->size < sizeof full ? config->size : sizeof full);
  if (full.abi_version != NNRDOQ_ABI_VERSION) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  "the host was built for ABI version " + std::to_string(full.abi_version) +
                      " of nnrdoq, this library has " + std::to_string(NNRDOQ_ABI_VERSION) +
                      "; rebuild the host with this library's nnrdoq.h");
  }
  if (!isTailZero(CONFIG, config, config->size)) {
    throw Failure(NNRDOQ_ERR_ARGUMENT, unknownFields(CONFIG, config->size));
  }
  for (int i = 0; i < 4; i++) {
    if (!(full.record_share[i] >= 0 && full.record_share[i] <= 1)) {
      throw Failure(NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.record_share: expected values 0..1");
    }
  }
  if (full.strength == 0) full.strength = 1;
  if (!(full.strength >= LEAST_STRENGTH && full.strength <= MOST_STRENGTH)) {
    throw Failure(NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.strength: expected 0.1..4, or 0 for 1");
  }
  return full;
}

nnrdoq_status checkBlockSize(const nnrdoq_block* b) {
  if (!b) return fail(NNRDOQ_ERR_ARGUMENT, "block is NULL");
  if (!isSize(BLOCK, b->size)) return fail(NNRDOQ_ERR_ARGUMENT, badSize(BLOCK, b->size).c_str());
  return NNRDOQ_OK;
}

nnrdoq_status checkFields(const nnrdoq_block* b) {
  if (b->log2_size < 2 || b->log2_size > 5) return outOfRange("log2_size", b->log2_size, "2..5");
  if (b->c_idx > 2) return outOfRange("c_idx", b->c_idx, "0..2");
  if (b->pred_mode > 1) return outOfRange("pred_mode", b->pred_mode, "0..1");
  if (b->slice_type > 2) return outOfRange("slice_type", b->slice_type, "0..2");
  if (b->scan_idx > 2) return outOfRange("scan_idx", b->scan_idx, "0..2");
  if (b->bit_depth < 8 || b->bit_depth > 12) return outOfRange("bit_depth", b->bit_depth, "8..12");
  if (b->qp > 51 + 6 * (b->bit_depth - 8)) {
    return outOfRange("qp", b->qp, "0..51 + 6 * (bit_depth - 8)");
  }
  if (b->transform_skip > 1) return outOfRange("transform_skip", b->transform_skip, "0..1");
  if (b->sign_hiding > 1) return outOfRange("sign_hiding", b->sign_hiding, "0..1");
  if (!(b->lambda >= 0) || std::isinf(b->lambda)) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_block.lambda: expected a finite value of 0 or more");
  }
  return NNRDOQ_OK;
}

nnrdoq_status takeBlock(const nnrdoq_block* block, nnrdoq_block* room,
                        const nnrdoq_block** complete) {
  if (!block) return fail(NNRDOQ_ERR_ARGUMENT, "block is NULL");
  *complete = block;
  if (block->size != sizeof *block && takeOtherSize(block, room, complete) != NNRDOQ_OK) {
    return NNRDOQ_ERR_ARGUMENT;
  }
  if (checkFields(*complete) != NNRDOQ_OK) return NNRDOQ_ERR_ARGUMENT;
  if (!areArrays(**complete)) {
    return fail(NNRDOQ_ERR_ARGUMENT,
                "nnrdoq_block.coefficients and levels: expected two different arrays, each of 32 or "
                "of 16 bits");
  }
  return NNRDOQ_OK;
}

nnrdoq_status fillInfo(nnrdoq_info* info, const nnrdoq_info& values) {
  if (!isSize(INFO, info->size)) {
    return fail(NNRDOQ_ERR_ARGUMENT, badSize(INFO, info->size).c_str());
  }
  fill(INFO, info, &values, info->size);
  return NNRDOQ_OK;
}

nnrdoq_status fillStats(nnrdoq_stats* stats, const nnrdoq_stats& values) {
  if (!isSize(STATS, stats->size)) {
    return fail(NNRDOQ_ERR_ARGUMENT, badSize(STATS, stats->size).c_str());
  }
  fill(STATS, stats, &values, stats->size);
  return NNRDOQ_OK;
}

void fillBlock(nnrdoq_block* block, const nnrdoq_block& values) {
  fill(BLOCK, block, &values, block->size);
}

}  // namespace nnrdoq
