// The C ABI's reader of recordings.
#include <memory>

#include "errors.h"
#include "nnrdoq.h"
#include "recording.h"
#include "structs.h"

using nnrdoq::fail;
using nnrdoq::guarded;

struct nnrdoq_reader {
  nnrdoq::Recording recording;
};

namespace {

uint32_t absSum(const nnrdoq_block& block) {
  uint32_t sum = 0;
  for (int i = 0; block.levels && i < 1 << (2 * block.log2_size); i++) {
    const uint32_t level = static_cast<uint32_t>(block.levels[i]);
    sum += block.levels[i] < 0 ? 0u - level : level;
  }
  return sum;
}

}  // namespace

nnrdoq_status nnrdoq_reader_open(const nnrdoq_config* config, const char* file,
                                 nnrdoq_reader** reader) {
  if (!file || !reader) return fail(NNRDOQ_ERR_ARGUMENT, "file or reader is NULL");
  *reader = nullptr;
  return guarded([&] {
    nnrdoq::completeConfig(config);
    *reader = new nnrdoq_reader{nnrdoq::Recording(file)};
  });
}

nnrdoq_status nnrdoq_reader_next(nnrdoq_reader* r, nnrdoq_block* block) {
  if (!r) return fail(NNRDOQ_ERR_ARGUMENT, "reader is NULL");
  const nnrdoq_status bad = nnrdoq::checkBlockSize(block);
  if (bad != NNRDOQ_OK) return bad;
  bool isEnd = false;
  const nnrdoq_status thrown = guarded([&] {
    nnrdoq_block next;
    isEnd = !r->recording.next(&next);
    if (isEnd) return;
    next.abs_sum = absSum(next);
    nnrdoq::fillBlock(block, next);
  });
  if (thrown != NNRDOQ_OK) return thrown;
  return isEnd ? fail(NNRDOQ_END, "no block is left") : NNRDOQ_OK;
}

nnrdoq_status nnrdoq_reader_close(nnrdoq_reader* r) {
  delete r;
  return NNRDOQ_OK;
}
