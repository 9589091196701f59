// The C ABI's reader of recordings.
#include <string.h>

#include <memory>

#include "block_bits.h"
#include "callbacks.h"
#include "errors.h"
#include "java_calls.h"
#include "nnrdoq.h"
#include "structs.h"

using nnrdoq::fail;
using nnrdoq::guarded;

// Java fills what follows the number.
struct nnrdoq_reader {
  int id;
  int bits;
  double lambda;
  int32_t coefficients[1024];
  int32_t levels[1024];
  nnrdoq_costs costs;
};

static_assert(offsetof(nnrdoq_reader, bits) == 4 && offsetof(nnrdoq_reader, lambda) == 8 &&
                  offsetof(nnrdoq_reader, coefficients) == 16 &&
                  offsetof(nnrdoq_reader, levels) == 16 + 4096 &&
                  offsetof(nnrdoq_reader, costs) == 16 + 2 * 4096,
              "org.nnrdoq.bridge.BridgeReader writes at these places");

namespace {

// Bits of Java's answer.
const int HAS_BLOCK = 1;
const int HAS_LEVELS = 2;
const int HAS_COSTS = 4;

uint32_t absSum(const int32_t* levels, int count) {
  uint32_t sum = 0;
  for (int i = 0; i < count; i++) {
    sum += levels[i] < 0 ? 0u - static_cast<uint32_t>(levels[i]) : static_cast<uint32_t>(levels[i]);
  }
  return sum;
}

// The block that Java put into the reader.
nnrdoq_block blockOf(const nnrdoq_reader& r, long long answer) {
  nnrdoq_block block;
  memset(&block, 0, sizeof block);
  nnrdoq::unpackBlock(r.bits, &block);
  block.lambda = r.lambda;
  block.coefficients = r.coefficients;
  block.levels = answer & HAS_LEVELS ? const_cast<int32_t*>(r.levels) : nullptr;
  block.costs = answer & HAS_COSTS ? &r.costs : nullptr;
  block.abs_sum = block.levels ? absSum(r.levels, 1 << (2 * block.log2_size)) : 0;
  return block;
}

}  // namespace

nnrdoq_status nnrdoq_reader_open(const nnrdoq_config* config, const char* file,
                                 nnrdoq_reader** reader) {
  if (!file || !reader) return fail(NNRDOQ_ERR_ARGUMENT, "file or reader is NULL");
  *reader = nullptr;
  return guarded([&] {
    nnrdoq_info info;
    nnrdoq::java::start(nnrdoq::completeConfig(config), &info);
    std::unique_ptr<nnrdoq_reader> r(new nnrdoq_reader());
    r->id = static_cast<int>(
        nnrdoq::java::control(NNRDOQ_OP_READER_OPEN, 0, file, strlen(file)));
    *reader = r.release();
  });
}

nnrdoq_status nnrdoq_reader_next(nnrdoq_reader* r, nnrdoq_block* block) {
  if (!r) return fail(NNRDOQ_ERR_ARGUMENT, "reader is NULL");
  const nnrdoq_status bad = nnrdoq::checkBlockSize(block);
  if (bad != NNRDOQ_OK) return bad;
  bool isEnd = false;
  const nnrdoq_status thrown = guarded([&] {
    const long long answer =
        nnrdoq::java::control(NNRDOQ_OP_READER_NEXT, r->id, nullptr, 0, r);
    isEnd = (answer & HAS_BLOCK) == 0;
    if (!isEnd) nnrdoq::fillBlock(block, blockOf(*r, answer));
  });
  if (thrown != NNRDOQ_OK) return thrown;
  return isEnd ? fail(NNRDOQ_END, "no block is left") : NNRDOQ_OK;
}

nnrdoq_status nnrdoq_reader_close(nnrdoq_reader* r) {
  if (!r) return NNRDOQ_OK;
  const std::unique_ptr<nnrdoq_reader> owned(r);
  return guarded([&] { nnrdoq::java::control(NNRDOQ_OP_READER_CLOSE, r->id); });
}
