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

// Which levels of group i, raster order and any sign, are not 0: bit n is scan position n. *parity:
// of the sum of the group's levels.
unsigned maskGroup(const Scan& scan, int log2Size, int i, const int32_t* levels, unsigned* parity);

// Reads group i of a block's levels, raster order, any sign.
void loadGroup(const Scan& scan, int i, const int32_t* levels, GroupLevels* group);

// Rate of the block's levels without coded_block_flag and transform_skip_flag; 0 if all are 0.
int64_t residualRate(const nnrdoq_block& block, const nnrdoq_costs& costs, const int32_t* levels);

// Which groups of a block are coded.
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

// Does not care which bins are coded; see codeGroup.
struct NoTrace {
  void add(int, int, int) const {}
};

// Codes one bin in a context; its state adapts. Gives back the rate.
template <typename Trace>
inline int codeBin(uint8_t* states, int context, int bin, Trace& trace) {
  const int state = states[context];
  const int32_t step = TABLES.step[state << 1 | bin];
  trace.add(context, bin, state);
  states[context] = static_cast<uint8_t>(step);
  return step >> 8;
}

// Bits of coeff_abs_level_remaining of a group; unflagged: its levels after the first eight, which
// have no greater1 flag.
inline int remainingBits(const GroupLevels& group, unsigned unflagged) {
  int bits = 0;
  int rice = 0;
  int baseLevel = 3;
  for (unsigned rest = group.above1 & ~unflagged; rest != 0;) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    const int absolute = group.absolute[n];
    if (absolute >= baseLevel) {
      bits += remainingRate(absolute - baseLevel, rice) >> 15;
      rice = nextRice(absolute, rice);
    }
    baseLevel = 2;
  }
  for (unsigned rest = unflagged; rest != 0;) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    bits += remainingRate(group.absolute[n] - 1, rice) >> 15;
    rice = nextRice(group.absolute[n], rice);
  }
  return bits;
}

// Rate of a group's levels and signs without its sig_coeff_flags; states adapt. *greater1Ctx
// becomes that after the group.
template <typename Trace>
inline int levelsRate(uint8_t* states, const GroupLevels& group, int ctxSet, bool signHiding,
                      int* greater1Ctx, Trace& trace) {
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
    rate += codeBin(states, GREATER1_STATES + greater1Context(ctxSet, context), flag, trace);
    context = nextGreater1Ctx(context, flag);
    if (flag) {
      const int flag2 = group.above2 >> n & 1;
      if (set == 0) rate += codeBin(states, GREATER2_STATES + ctxSet, flag2, trace);
      remaining = set != 0 || flag2 != 0;
      set = 1;
    }
  }
  *greater1Ctx = context;
  const int first = __builtin_ctz(group.nonZero);
  const int last = floorLog2(group.nonZero);
  int bits = __builtin_popcount(group.nonZero);
  bits -= signHiding && last - first >= SIGN_HIDING_DISTANCE;
  if (remaining || rest != 0) bits += remainingBits(group, rest);
  return rate + (bits << 15);
}

// What codes the groups of a block besides their levels.
struct BlockPlan {
  BlockPlan(const nnrdoq_block& block, const BlockStates& s, int lastGroup)
      : start(s),
        scan(scanOf(block.log2_size, block.scan_idx)),
        log2Size(block.log2_size),
        cIdx(block.c_idx),
        scanIdx(block.scan_idx),
        signHiding(block.sign_hiding != 0),
        last(lastGroup) {}

  // Rate of the position of the last significant coefficient.
  int lastRate(int scanPos) const {
    const bool vertical = scanIdx == NNRDOQ_SCAN_VERTICAL;
    const int x = scan.x[scanPos];
    const int y = scan.y[scanPos];
    return start.lastX[TABLES.lastPrefix[vertical ? y : x]] +
           start.lastY[TABLES.lastPrefix[vertical ? x : y]];
  }

  const BlockStates& start;
  const Scan& scan;
  int log2Size;
  int cIdx;
  int scanIdx;
  bool signHiding;
  int last;           // the group that holds the last significant coefficient
  CodedGroups coded;  // at least those up to the group that is coded next
};

// Rate of group i, not after the last one; states adapt. *greater1Ctx: after the group coded
// before, 1 at first, and then after this one. trace.add(context, bin, state) gets every bin with
// the state that it is coded in.
template <typename Trace>
inline int codeGroup(const BlockPlan& plan, int i, const GroupLevels& group, uint8_t* states,
                     int* greater1Ctx, Trace& trace) {
  const int around = plan.coded.around(plan.scan.groupX[i], plan.scan.groupY[i]);
  const unsigned nonZero = group.nonZero;
  int rate = 0;
  int from = 15;
  int lowest = 0;
  if (i == plan.last) {
    const int end = floorLog2(nonZero);
    rate = plan.lastRate((i << 4) + end);
    from = end - 1;
  } else if (i > 0) {
    rate = codeBin(states, CODED_STATES + codedSubBlockContext(around), nonZero != 0, trace);
    if (nonZero == 0) return rate;
    lowest = nonZero == 1;
  }
  const int8_t* const contexts =
      sigContexts(plan.log2Size, plan.cIdx, plan.scanIdx, around, i == 0);
  for (int n = from; n >= lowest; n--) {
    rate += codeBin(states, SIG_STATES + contexts[n], nonZero >> n & 1, trace);
  }
  if (nonZero == 0) return rate;
  const int ctxSet = ctxSetOf(i, plan.cIdx, *greater1Ctx);
  return rate + levelsRate(states, group, ctxSet, plan.signHiding, greater1Ctx, trace);
}

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_RESIDUAL_RATE_H
