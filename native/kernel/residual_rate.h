// What the levels of a block cost with context states that adapt inside the block, as they do in
// the stream. The C++ counterpart of ResidualCoding on a BitCounter, with states as CostStates
// recovers them from entropy costs; rates are in 1/32768 bit.
#ifndef NNRDOQ_KERNEL_RESIDUAL_RATE_H
#define NNRDOQ_KERNEL_RESIDUAL_RATE_H

#include <stdint.h>

#include "nnrdoq.h"
#include "tables.h"

namespace nnrdoq {
namespace kernel {

// Where the states of each syntax element begin.
constexpr int SIG_STATES = 0;
constexpr int GREATER1_STATES = 27;
constexpr int GREATER2_STATES = 43;
constexpr int CODED_STATES = 47;

// Context states of one block, pStateIdx << 1 | valMps.
struct ContextStates {
  alignas(64) uint8_t of[64];
};

// What coding of a block starts with.
struct BlockStates {
  ContextStates contexts;
  int32_t lastX[10];  // rate of a last_sig_coeff_x_prefix with its suffix, by the prefix
  int32_t lastY[10];
};

// The levels of one coefficient group; bit n of a mask is scan position n of the group.
struct GroupLevels {
  uint16_t nonZero;
  uint16_t above1;
  uint16_t above2;
  uint16_t absolute[16];  // by scan position in the group
};

// Recovers the states that blocks of a kind use; the others stay as they are.
void recoverStates(const nnrdoq_costs& costs, int log2Size, int cIdx, int scanIdx,
                   BlockStates* states);

// Reads group i of a block's levels, raster order, any sign.
void loadGroup(const Scan& scan, int i, const int32_t* levels, GroupLevels* group);

// Rate of the block's levels without coded_block_flag and transform_skip_flag; 0 if all are 0.
int64_t residualRate(const nnrdoq_block& block, const nnrdoq_costs& costs, const int32_t* levels);

// The groups of a block that are coded so far, and which of their neighbours a group has.
class CodedGroups {
 public:
  void add(int gx, int gy) { bits_ |= uint64_t{1} << (gy << 3 | gx); }

  // Bit 0: the group to the right is coded; bit 1: the group below is.
  int around(int gx, int gy) const {
    const uint64_t at = bits_ >> (gy << 3 | gx);
    const int right = gx < 7 ? static_cast<int>(at >> 1 & 1) : 0;
    const int below = gy < 7 ? static_cast<int>(at >> 8 & 1) : 0;
    return right | below << 1;
  }

 private:
  uint64_t bits_ = 0;
};

// Rate of the sig_coeff_flags of a group at positions from down to lowest; states adapt.
inline int sigRate(uint8_t* states, const int8_t* contexts, unsigned nonZero, int from,
                   int lowest) {
  int rate = 0;
  for (int n = from; n >= lowest; n--) {
    uint8_t* state = states + SIG_STATES + contexts[n];
    const int32_t step = TABLES.step[*state << 1 | (nonZero >> n & 1)];
    *state = static_cast<uint8_t>(step);
    rate += step >> 8;
  }
  return rate;
}

// Bits of coeff_abs_level_remaining of a group.
inline int remainingBits(const GroupLevels& group) {
  int bits = 0;
  int rice = 0;
  int flagged = 3;  // largest level that the flags can tell from the next one, plus 1
  int count = 0;
  for (unsigned rest = group.nonZero; rest != 0; count++) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    const int absolute = group.absolute[n];
    const int baseLevel = count < MAX_GREATER1_FLAGS ? flagged : 1;
    if (absolute >= baseLevel) {
      bits += remainingRate(absolute - baseLevel, rice) >> 15;
      rice = nextRice(absolute, rice);
    }
    if (absolute > 1) flagged = 2;
  }
  return bits;
}

// Rate of a group's levels and signs without its sig_coeff_flags; states adapt. *greater1Ctx
// becomes that after the group.
inline int levelsRate(uint8_t* states, const GroupLevels& group, int ctxSet, bool signHiding,
                      int* greater1Ctx) {
  uint8_t* const greater1 = states + GREATER1_STATES + greater1Context(ctxSet, 0);
  int rate = 0;
  int count = 0;
  int set = 0;
  int context = 1;
  bool remaining = false;
  unsigned rest = group.nonZero;
  for (; rest != 0 && count < MAX_GREATER1_FLAGS; count++) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    const int flag = group.above1 >> n & 1;
    const int32_t step = TABLES.step[greater1[context] << 1 | flag];
    greater1[context] = static_cast<uint8_t>(step);
    rate += step >> 8;
    context = nextGreater1Ctx(context, flag);
    if (flag) {
      if (set == 0) {
        const int flag2 = group.above2 >> n & 1;
        uint8_t* const greater2 = states + GREATER2_STATES + ctxSet;
        const int32_t step2 = TABLES.step[*greater2 << 1 | flag2];
        *greater2 = static_cast<uint8_t>(step2);
        rate += step2 >> 8;
        remaining = flag2 != 0;
      } else {
        remaining = true;
      }
      set++;
    }
  }
  *greater1Ctx = context;
  const int total = count + __builtin_popcount(rest);
  const int first = __builtin_ctz(group.nonZero);
  const int last = floorLog2(group.nonZero);
  int bits = total - (signHiding && last - first >= SIGN_HIDING_DISTANCE);
  if (remaining || rest != 0) bits += remainingBits(group);
  return rate + (bits << 15);
}

// Codes the groups of a block from the last one on, in the order of the stream. A copy takes the
// state of coding along, so that what follows can be tried in several ways.
class GroupCoder {
 public:
  // last: the group that holds the last significant coefficient.
  GroupCoder(const nnrdoq_block& block, const BlockStates& states, int last)
      : states_(states.contexts),
        start_(&states),
        scan_(&scanOf(block.log2_size, block.scan_idx)),
        log2Size_(block.log2_size),
        cIdx_(block.c_idx),
        scanIdx_(block.scan_idx),
        signHiding_(block.sign_hiding != 0),
        last_(last) {}

  // Rate of group i; to be called for every group from the last one down to 0.
  int code(int i, const GroupLevels& group) {
    const int gx = scan_->groupX[i];
    const int gy = scan_->groupY[i];
    const int around = coded_.around(gx, gy);
    const unsigned nonZero = group.nonZero;
    int rate = 0;
    int from = 15;
    int lowest = 0;
    if (i == last_) {
      const int end = floorLog2(nonZero);
      rate = lastRate((i << 4) + end);
      from = end - 1;
    } else if (i > 0) {
      uint8_t* const state = states_.of + CODED_STATES + codedSubBlockContext(around);
      const int32_t step = TABLES.step[*state << 1 | (nonZero != 0)];
      *state = static_cast<uint8_t>(step);
      rate = step >> 8;
      if (nonZero == 0) return rate;
      lowest = nonZero == 1;
    }
    coded_.add(gx, gy);
    const int8_t* const contexts = sigContexts(log2Size_, cIdx_, scanIdx_, around, i == 0);
    rate += sigRate(states_.of, contexts, nonZero, from, lowest);
    if (nonZero != 0) {
      const int ctxSet = ctxSetOf(i, cIdx_, greater1Ctx_);
      rate += levelsRate(states_.of, group, ctxSet, signHiding_, &greater1Ctx_);
    }
    return rate;
  }

 private:
  // Rate of the position of the last significant coefficient.
  int lastRate(int scanPos) const {
    const bool vertical = scanIdx_ == NNRDOQ_SCAN_VERTICAL;
    const int x = scan_->x[scanPos];
    const int y = scan_->y[scanPos];
    return start_->lastX[TABLES.lastPrefix[vertical ? y : x]] +
           start_->lastY[TABLES.lastPrefix[vertical ? x : y]];
  }

  ContextStates states_;
  const BlockStates* start_;
  const Scan* scan_;
  CodedGroups coded_;
  int log2Size_;
  int cIdx_;
  int scanIdx_;
  bool signHiding_;
  int last_;
  int greater1Ctx_ = 1;
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_RESIDUAL_RATE_H
