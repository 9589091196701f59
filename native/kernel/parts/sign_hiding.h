// Sign data hiding of a whole block (H.265 7.4.9.11): the groups whose parity does not fit, one
// after another.
#ifndef NNRDOQ_KERNEL_PARTS_SIGN_HIDING_H
#define NNRDOQ_KERNEL_PARTS_SIGN_HIDING_H

#include "fitting.h"
#include "levels.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Hides the sign of a 4x4 block, whose only group does not fit. Gives back by how much its sum of
// levels grew.
int32_t hideSign(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, Scratch& s) {
  const GroupPlace place = {0, true, 0, 0, &sigContexts(2, b.c_idx, b.scan_idx, 0, true)};
  SmallBlockRates& small = s.small;
  findSmallStates(costs, &small);
  GroupRates& rates = small.rates[b.scan_idx];
  if (small.versions[b.scan_idx] != small.version) {
    findRates(small.states, place, b, costs, &rates);
    small.versions[b.scan_idx] = small.version;
  }
  GroupLevels* const group = &s.groups[0];
  const LevelMasks masks = masksOf(*group);
  Fitting fitting(s.features, place, group, masks, small.states, rates);
  const Change change = fitting.choose(tries);
  apply(group, change);
  return change.by;
}

// Groups that do not hide the right sign.
uint64_t findUnfit(const Scratch& s) {
  uint64_t unfit = 0;
  for (uint64_t rest = s.features.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const GroupLevels& group = s.groups[i];
    if (group.nonZero == 0) continue;
    const int first = __builtin_ctz(group.nonZero);
    if (floorLog2(group.nonZero) - first < SIGN_HIDING_DISTANCE) continue;
    const bool negative = (s.features.negative[i] >> first & 1) != 0;
    unfit |= static_cast<uint64_t>(group.odd != negative) << i;
  }
  return unfit;
}

// Makes every group of s.groups that hides a sign hide the right one; gives back by how much the
// sum of levels grew.
int32_t hideSigns(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, Scratch& s) {
  uint64_t unfit = findUnfit(s);
  if (unfit == 0) return 0;
  if (b.log2_size == 2) return hideSign(b, costs, tries, s);
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  BlockStates states(costs);
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
    const bool isIdle = unfit == 1 && i > 0 && b.c_idx == 0;
    if (isZero) {
      if (!isIdle) codeBins(2, states.coded(csbf));
      continue;
    }
    const GroupPlace place = {i, !seen, csbf, ctxSetOf(i, b.c_idx, greater1Ctx),
                              &sigContexts(b.log2_size, b.c_idx, b.scan_idx, around, i == 0)};
    seen = true;
    coded.add(scan.groupX[i], scan.groupY[i]);
    bool isCoded = !isIdle;
    if ((unfit >> i & 1) != 0) {
      const LevelMasks masks = masksOf(*group);
      ContextStates* const now = states.needed(place);
      GroupRates rates;
      findRates(*now, place, b, costs, &rates);
      Fitting fitting(s.features, place, group, masks, *now, rates);
      const Change change = fitting.choose(tries);
      apply(group, change);
      grown += change.by;
      unfit ^= uint64_t{1} << i;
      if (unfit == 0) return grown;
      isCoded = unfit != 1 || b.c_idx > 0;
    }
    const LevelBins bins(masksOf(*group));
    greater1Ctx = bins.greater1Ctx();
    if (!isCoded) continue;
    uint8_t* const now = states.needed(place)->values;
    if (!place.holdsLast && i > 0) codeBins(3, now + CODED_STATES + csbf);
    codeFlags(*place.sig, group->nonZero, flagPositions(place, group->nonZero), now);
    codeLevels(bins, place.ctxSet, now);
  }
}

// Hides signs and writes the levels of s.groups. sum: of their magnitudes; gives back what it is
// then.
int32_t finish(const nnrdoq_block& b, const nnrdoq_costs& costs, int tries, int32_t sum,
               Scratch& s) {
  if (b.sign_hiding && sum > 1) sum += hideSigns(b, costs, tries, s);
  writeLevels(b, sum, s);
  return sum;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_SIGN_HIDING_H
