// Prices of what can be done to the levels of a group: inputs LOWERING_RATE to LAST_POSITION_RATE.
#ifndef NNRDOQ_KERNEL_PARTS_PRICES_H
#define NNRDOQ_KERNEL_PARTS_PRICES_H

#include "walk.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Puts the prices of keeping, lowering and zeroing a group's levels. Gives back what emptying the
// group saves, in bits and in all lanes, which is EMPTYING_COST unscaled; adds it and the group's
// rate to the block's. ONLY: the group is that of a 4x4 block.
template <bool ONLY>
inline FourFloats priceLevels(Walk& w, const GroupWalk& g, int32_t (*to)[16]) {
  const Features& f = w.scratch->features;
  const nnrdoq_costs& costs = *w.costs;
  const int i = g.place.i;
  const float perStep = f.seenPerSquaredStep;
  const int ctxSet = ONLY ? 0 : ctxSetOf(i, w.block->c_idx, g.raised ? 0 : 1);
  const Sixteen greater1 =
      sixteen(allCosts(costs) + COSTS_GREATER1_FLAG + 2 * greater1Context(ctxSet, 0));
  const int32_t* greater2 = costs.coeff_abs_level_greater2_flag[ctxSet];
  SigRates sig;
  findSigRates<ONLY>(costs, *g.place.sig, i, &sig);
  Floats errors[PARTS];
  alignas(64) int32_t last[16];
  Ints rates = {};
  for (int r = 0; r < PARTS; r++) {
    const Ints level = ints(f.levels[i], r);
    const Ints present = level != 0;
    const Ints flagged = positions(r) < g.top + (ONLY || g.isLast ? 0 : 1);
    const Ints zero = sig.zero[r] & flagged;
    const Ints one = sig.one[r] & flagged;
    const LevelRates levels = levelRates(level, g.coding, r, greater1, greater2);
    const Ints kept = one + levels.kept;
    const Ints lowered = level == 1 ? zero : one + levels.lowered;
    const Ints lastRate = lastRates<ONLY>(costs, w.block->scan_idx, g.place.x, g.place.y, r);
    const Floats l = __builtin_convertvector(level, Floats);
    const Floats u = floats(f.magnitudes[i], r);
    const Floats saved = __builtin_convertvector(kept - lowered, Floats) * BITS;
    const Floats lowerError = perStep * (1 + 2 * (u - l));
    const Floats zeroError = perStep * l * (2 * u - l);
    const Floats zeroSaved = __builtin_convertvector(kept - zero, Floats) * BITS;
    put(last, r, lastRate);
    // Their first inputs are put by levelInputs.
    put<TO_NEXT, LOWERING_RATE>(to, r, cutQuanta(saved, 8 * UNIT) << 16 & present);
    put<EMPTYING_COST, LAST_POSITION_RATE>(
        to, r,
        cutQuanta(__builtin_convertvector(lastRate, Floats), 16 * UNIT * ONE_BIT) << 16 & present);
    put<LOWERING_COST, ZEROING_COST>(
        to, r,
        both(cutQuanta(lowerError - saved, 8 * UNIT), cutQuanta(zeroError - zeroSaved, 16 * UNIT)) &
            present);
    errors[r] = (Floats)((Ints)zeroError & present);
    rates += present ? kept : zero;
  }
  const FourInts rate = Vector::totals(rates);
  FourFloats benefit = Vector::sums(errors) - __builtin_convertvector(rate, FourFloats) * BITS;
  if (ONLY || g.isLast) {
    const int32_t lastRate = last[g.top];
    w.blockBenefit -= static_cast<float>(lastRate) * BITS;
    w.blockRate += lastRate;
  } else if (i > 0) {
    const int32_t* flag = costs.coded_sub_block_flag[codedSubBlockContext(g.place.neighbours)];
    benefit -= static_cast<float>(flag[1] - flag[0]) * BITS;
  }
  w.blockBenefit += benefit;
  w.blockRate += rate;
  return benefit;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_PRICES_H
