#include "typical_costs.h"

#include <string.h>

#include "tables.h"

namespace nnrdoq {
namespace kernel {
namespace {

void pairs(const uint8_t* states, int count, int32_t (*out)[2]) {
  for (int i = 0; i < count; i++) {
    out[i][0] = rateOf(states[i], 0);
    out[i][1] = rateOf(states[i], 1);
  }
}

// Those of the contexts that blocks of a size use, as CostEstimator fills them in.
void sigFlags(const uint8_t* states, int log2Size, bool luma, int32_t (*out)[2]) {
  if (log2Size == 2) {
    pairs(states, 9, out);
    return;
  }
  pairs(states, 1, out);
  if (log2Size == 3) {
    pairs(states + 9, luma ? 12 : 3, out + 9);
  } else if (luma) {
    pairs(states + 21, 6, out + 21);
  } else {
    pairs(states + 12, 3, out + 12);
  }
}

// Whole truncated unary prefixes.
void prefixes(const uint8_t* states, int shift, int max, int32_t* out) {
  int ones = 0;
  for (int prefix = 0; prefix < max; prefix++) {
    const int state = states[prefix >> shift];
    out[prefix] = ones + rateOf(state, 0);
    ones += rateOf(state, 1);
  }
  out[max] = ones;
}

void estimate(const uint8_t* states, int log2Size, int cIdx, nnrdoq_costs* out) {
  const bool luma = cIdx == 0;
  memset(out, 0, sizeof *out);
  const uint8_t* const cbf = states + INITIAL_CODED_BLOCK_FLAG + cIdx;
  out->coded_block_flag[0] = rateOf(*cbf, 0);
  out->coded_block_flag[1] = rateOf(*cbf, 1);
  pairs(states + INITIAL_CODED_SUB_BLOCK_FLAG + (luma ? 0 : 2), 2, out->coded_sub_block_flag);
  pairs(states + INITIAL_GREATER1_FLAG + (luma ? 0 : 16), luma ? 16 : 8,
        out->coeff_abs_level_greater1_flag);
  pairs(states + INITIAL_GREATER2_FLAG + (luma ? 0 : 4), luma ? 4 : 2,
        out->coeff_abs_level_greater2_flag);
  sigFlags(states + INITIAL_SIG_COEFF_FLAG + (luma ? 0 : 27), log2Size, luma, out->sig_coeff_flag);
  const int offset = (luma ? 0 : 15) + lastPrefixOffset(log2Size, cIdx);
  const int shift = lastPrefixShift(log2Size, cIdx);
  const int max = lastPrefixMax(log2Size);
  prefixes(states + INITIAL_LAST_X_PREFIX + offset, shift, max, out->last_sig_coeff_x_prefix);
  prefixes(states + INITIAL_LAST_Y_PREFIX + offset, shift, max, out->last_sig_coeff_y_prefix);
}

}  // namespace

TypicalCosts::TypicalCosts(const uint8_t* states) {
  for (auto& bySlice : costs_) {
    for (auto& byQp : bySlice) {
      for (int size = 0; size < 4; size++) {
        for (int chroma = 0; chroma < 2; chroma++) {
          estimate(states, size + 2, chroma, &byQp[size][chroma]);
        }
      }
      states += INITIAL_STATES;
    }
  }
}

const nnrdoq_costs& TypicalCosts::costsOf(const nnrdoq_block& block) const {
  int qp = block.qp - 6 * (block.bit_depth - 8);
  qp = qp < 0 ? 0 : qp < QPS ? qp : QPS - 1;
  return costs_[block.slice_type][qp][block.log2_size - 2][block.c_idx > 0];
}

}  // namespace kernel
}  // namespace nnrdoq
