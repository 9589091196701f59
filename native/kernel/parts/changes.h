// One change of a level by one in each group of a block: where signs are hidden (H.265 7.4.9.11), in those whose parity
// does not fit, where they are not, in those of larger blocks where one pays.
#ifndef NNRDOQ_KERNEL_PARTS_CHANGES_H
#define NNRDOQ_KERNEL_PARTS_CHANGES_H

#include "fitting.h"
#include "levels.h"
#include "rounding.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Hides the sign of a 4x4 block, whose only group does not fit. Gives back by how much its sum of
// levels grew.
int32_t hideSign(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, Scratch& s) {
  const GroupPlace place = {0, true, 0, 0, &sigContexts(2, b.c_idx, b.scan_idx, 0, true)};
  SmallBlockRates& small = s.small[b.c_idx > 0];
  findSmallStates(costs, s.nearest, &small);
  GroupRates& rates = small.rates[b.scan_idx];
  if (small.versions[b.scan_idx] != small.version) {
    findRates(small.states, place, b, costs, &rates);
    small.versions[b.scan_idx] = small.version;
  }
  GroupLevels* const group = &s.groups[0];
  const LevelMasks masks = masksOf(*group);
  const float perStep = s.features.bitsPerSquaredStep;
  Fitting<true> fitting(s.features, perStep, place, group, masks, small.states, rates);
  const Change change = fitting.choose(tries);
  apply(group, change);
  return change.by;
}

// Groups that do not hide the right sign, or, where none is hidden, all that have levels.
template <bool HIDES>
uint64_t findOpen(const Scratch& s) {
  uint64_t open = 0;
  for (uint64_t rest = s.features.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const GroupLevels& group = s.groups[i];
    if (group.nonZero == 0) continue;
    if (!HIDES) {
      open |= uint64_t{1} << i;
      continue;
    }
    const int first = __builtin_ctz(group.nonZero);
    if (floorLog2(group.nonZero) - first < SIGN_HIDING_DISTANCE) continue;
    const bool negative = (s.features.negative[i] >> first & 1) != 0;
    open |= static_cast<uint64_t>(group.odd != negative) << i;
  }
  return open;
}

// Makes every group of s.groups that hides a sign hide the right one, or, where none is hidden, makes groups of larger
// blocks cheaper;
// gives back by how much the sum of levels grew. perStep: squared error of one step in bits.
template <bool HIDES>
int32_t changeGroups(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, float perStep,
                     Scratch& s) {
  uint64_t open = findOpen<HIDES>(s);
  if (open == 0) return 0;
  if (HIDES && b.log2_size == 2) return hideSign(b, costs, tries, s);
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  BlockStates states(costs, s.nearest);
  CodedGroups coded;
  int32_t grown = 0;
  int greater1Ctx = 1;
  bool seen = false;
  // Groups outside the crop have no levels, but a flag if others with levels come before.
  for (int i = 63 - __builtin_clzll(s.features.full);; i--) {
    GroupLevels* const group = (s.features.full >> i & 1) != 0 ? &s.groups[i] : nullptr;
    const bool isZero = group == nullptr || group->nonZero == 0;
    if (isZero && !seen) continue;
    const int around = coded.around(scan.groupX[i], scan.groupY[i]);
    const int csbf = codedSubBlockContext(around);
    // In luma the first group in scan shares no context with others.
    const bool isIdle = open == 1 && i > 0 && b.c_idx == 0;
    if (isZero) {
      if (!isIdle) codeBins(2, states.coded(csbf));
      continue;
    }
    const GroupPlace place = {i, !seen, csbf, ctxSetOf(i, b.c_idx, greater1Ctx),
                              &sigContexts(b.log2_size, b.c_idx, b.scan_idx, around, i == 0)};
    seen = true;
    coded.add(scan.groupX[i], scan.groupY[i]);
    bool isCoded = !isIdle;
    if ((open >> i & 1) != 0) {
      const LevelMasks masks = masksOf(*group);
      ContextStates* const now = states.needed(place);
      GroupRates rates;
      findRates(*now, place, b, costs, &rates);
      Fitting<HIDES> fitting(s.features, perStep, place, group, masks, *now, rates);
      const Change change = fitting.choose(tries);
      apply(group, change);
      grown += change.by;
      open ^= uint64_t{1} << i;
      if (open == 0) return grown;
      isCoded = open != 1 || b.c_idx > 0;
      if (!HIDES && group->nonZero == 0) {
        coded.remove(scan.groupX[i], scan.groupY[i]);
        if (isCoded) codeBins(2, states.coded(csbf));
        continue;
      }
    }
    const LevelBins bins(masksOf(*group), HIDES);
    greater1Ctx = bins.greater1Ctx();
    if (!isCoded) continue;
    uint8_t* const now = states.needed(place)->values;
    if (!place.holdsLast && i > 0) codeBins(3, now + CODED_STATES + csbf);
    codeFlags(*place.sig, group->nonZero, flagPositions(place, group->nonZero), now);
    codeLevels(bins, place.ctxSet, now);
  }
}

// Changes levels as signs want it, or as it pays, and writes those of s.groups. sum: of their magnitudes; gives back
// what it is then. rateWeight: what a bit counts where no sign is hidden, in lambdas.
int32_t finish(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, double rateWeight,
               int32_t sum, Scratch& s) {
  Features& f = s.features;
  if (b.sign_hiding) {
    if (sum > 1) sum += changeGroups<true>(b, costs, tries, f.bitsPerSquaredStep, s);
  } else if (sum > 0 && b.log2_size > 2) {  // in 4x4 blocks it gains too little for its time
    const float perStep = bitsPerSquaredStep(b, rateWeight, &f.seen[b.c_idx]);
    sum += changeGroups<false>(b, costs, tries, perStep, s);
  }
  writeLevels(b, sum, s);
  return sum;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_CHANGES_H
