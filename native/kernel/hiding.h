// What bins of a coefficient group cost where its coding begins, as sign hiding needs it, and what
// it keeps of that from block to block.
#ifndef NNRDOQ_KERNEL_HIDING_H
#define NNRDOQ_KERNEL_HIDING_H

#include <stdint.h>

namespace nnrdoq {
namespace kernel {

// Context states, pStateIdx << 1 | valMps.
struct ContextStates {
  uint8_t values[64];  // by syntax element: parts/bins.h says where each begins
};

// States that are nearest to rates which are none of ours, as hosts with tables of their own give them, by rateSlot of
// the rate: 1 << 40 | rate << 8 | state, or 0.
struct NearestStates {
  uint64_t entries[1024];
};

// Rates in the states before a group; arrays of 16 are by scan position in the group but for
// levelSteps.
struct GroupRates {
  alignas(64) int32_t sigDelta[16];  // how much dearer a sig_coeff_flag of 1 is than of 0
  // [4 * greater1Ctx + level]: how much dearer the level's sign and flags get when it grows by one;
  // 0 for level 3, which has all flags.
  alignas(64) int32_t levelSteps[16];
  // Where the group holds the block's last level:
  alignas(64) int32_t beyond[16];  // last position there, and sig_coeff_flags of 0 at all before
  alignas(64) int32_t last[16];    // last position there
  alignas(64) int32_t zeros[16];   // sig_coeff_flags of 0 at all positions before
};

// The costs that code a 4x4 block, and what follows from them: most blocks have those of the block
// before.
struct SmallBlockRates {
  int32_t sig[9][2];
  int32_t greater1[4][2];
  int32_t greater2[2];
  int32_t lastX[4];
  int32_t lastY[4];
  ContextStates states;
  uint64_t version;      // of the costs; 0: none yet
  GroupRates rates[3];   // by scan_idx
  uint64_t versions[3];  // of the costs that rates are made of
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_HIDING_H
