#include "recording.h"

#include <errno.h>
#include <string.h>

#include "errors.h"
#include "structs.h"

namespace nnrdoq {
namespace {

const char MAGIC[] = "NNRDOQBR";
const uint32_t VERSION = 1;
const uint32_t MOST_HEADER_BYTES = 1u << 20;

// What follows in the stream.
const uint64_t TAG_END = 0;
const uint64_t TAG_BLOCK = 1;

// Bits of a block's flags.
const uint64_t TRANSFORM_SKIP = 1;
const uint64_t SIGN_HIDING = 2;
const uint64_t LEVELS = 4;
const uint64_t COSTS = 8;
const uint64_t NEW_LAMBDA = 16;
const uint64_t NEW_COSTS = 32;

constexpr int COST_ENTRIES = sizeof(nnrdoq_costs) / sizeof(int32_t);

}  // namespace

Recording::Recording(const std::string& path)
    : path_(path), file_(fopen(path.c_str(), "rb"), fclose), stream_(file_.get()) {
  if (!file_) fail(strerror(errno));
  readHeader();
}

void Recording::readHeader() {
  unsigned char start[14];
  const size_t got = fread(start, 1, sizeof start, file_.get());
  if (got < 8 || memcmp(start, MAGIC, 8) != 0) {
    fail(std::string("not a block recording (it does not start with ") + MAGIC +
         "); give another file");
  }
  if (got < sizeof start) fail("truncated in its header; record the file again");
  const uint32_t version = static_cast<uint32_t>(start[8] << 8 | start[9]);
  if (version != VERSION) {
    fail("recording format version " + std::to_string(version) + ", this library reads version " +
         std::to_string(VERSION) + "; record the file again or use a matching nnrdoq");
  }
  uint32_t length = 0;
  for (int i = 10; i < 14; i++) length = length << 8 | start[i];
  if (length > MOST_HEADER_BYTES) {
    fail("header length " + std::to_string(length) + " is damaged; record it again");
  }
  for (uint32_t i = 0; i < length; i++) {
    if (getc(file_.get()) == EOF) fail("truncated in its header; record the file again");
  }
}

bool Recording::next(nnrdoq_block* block) {
  if (hasEnded_) return false;
  try {
    if (varint(TAG_BLOCK) == TAG_END) {
      checkEnd();
      hasEnded_ = true;
      return false;
    }
    readBlock(block);
  } catch (const InflateError& e) {
    failAtBlock(e.what());
  }
  blocks_++;
  return true;
}

void Recording::checkEnd() {
  const uint64_t count = varint();
  if (count != blocks_) {
    failAtBlock("the file is damaged: it holds " + std::to_string(count) +
                " blocks by its own count");
  }
  if (stream_.next() != -1) failAtBlock("the file is damaged: data after the end");
}

void Recording::readBlock(nnrdoq_block* block) {
  memset(block, 0, sizeof *block);
  block->size = sizeof *block;
  const uint32_t type = byte();
  const uint64_t flags = varint(63);
  const uint32_t scan = byte();
  block->log2_size = static_cast<uint8_t>((type & 3) + 2);
  block->c_idx = type >> 2 & 3;
  block->pred_mode = type >> 4 & 1;
  block->slice_type = static_cast<uint8_t>(type >> 5);
  block->scan_idx = scan & 3;
  block->bit_depth = static_cast<uint8_t>((scan >> 2) + 8);
  block->qp = static_cast<uint8_t>(varint(255));
  block->transform_skip = (flags & TRANSFORM_SKIP) != 0;
  block->sign_hiding = (flags & SIGN_HIDING) != 0;
  if (block->c_idx > 2) failAtBlock("the file is damaged: cIdx=3, expected 0..2");
  if ((flags & NEW_LAMBDA) != 0) {
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits = bits << 8 | byte();
    memcpy(&lambdas_[block->c_idx], &bits, sizeof bits);
  }
  block->lambda = lambdas_[block->c_idx];
  block->coefficients = coefficients_;
  block->levels = levels_;
  if (checkFields(block) != NNRDOQ_OK)
    failAtBlock(std::string("the file is damaged: ") + errorText());
  const int count = 1 << (2 * block->log2_size);
  readRuns(coefficients_, count, false);
  if ((flags & LEVELS) != 0) {
    readRuns(levels_, count, false);
  } else {
    block->levels = nullptr;
  }
  if ((flags & COSTS) != 0) {
    nnrdoq_costs* const costs = &costs_[block->log2_size - 2][block->c_idx != 0];
    if ((flags & NEW_COSTS) != 0) readRuns(&costs->coded_sub_block_flag[0][0], COST_ENTRIES, true);
    block->costs = costs;
  }
}

void Recording::readRuns(int32_t* values, int count, bool add) {
  for (int i = 0; i < count;) {
    const uint64_t coded = varint();
    if (coded == 0) {
      const uint64_t more = varint();
      if (more >= static_cast<uint64_t>(count - i)) {
        failAtBlock("the file is damaged: a run of zeros of which " + std::to_string(count - i) +
                    " fit");
      }
      const int run = static_cast<int>(more) + 1;
      if (!add) memset(values + i, 0, static_cast<size_t>(run) * sizeof *values);
      i += run;
      continue;
    }
    if (coded > UINT32_MAX) failAtBlock("the file is damaged: a value of more than 32 bits");
    const uint32_t zigzag = static_cast<uint32_t>(coded);
    const uint32_t value = zigzag >> 1 ^ (0u - (zigzag & 1));
    const uint32_t sum = add ? static_cast<uint32_t>(values[i]) + value : value;
    memcpy(&values[i], &sum, sizeof sum);
    i++;
  }
}

uint32_t Recording::byte() {
  const int c = stream_.next();
  if (c < 0) failAtBlock("the file is truncated");
  return static_cast<uint32_t>(c);
}

uint64_t Recording::varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < 63; shift += 7) {
    const uint64_t b = byte();
    value |= (b & 0x7f) << shift;
    if (b < 0x80) return value;
  }
  failAtBlock("the file is damaged: a number of more than 63 bits");
}

uint64_t Recording::varint(uint64_t most) {
  const uint64_t value = varint();
  if (value > most) {
    failAtBlock("the file is damaged: value " + std::to_string(value) + ", expected at most " +
                std::to_string(most));
  }
  return value;
}

void Recording::fail(const std::string& what) const {
  throw Failure(NNRDOQ_ERR_RECORDING, path_ + ": " + what);
}

void Recording::failAtBlock(const std::string& what) const {
  fail("block " + std::to_string(blocks_) + ": " + what + "; record the file again");
}

}  // namespace nnrdoq
