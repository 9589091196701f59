// Chooses a block's last position by price after a network has decided on its levels: zeroes levels
// of 1 at the end of the scan while their errors are worth less than their bits, or all of them. The
// C++ counterpart of org.nnrdoq.quantizer.net.LastPosition. Costs are in 1/32768 bit.
#ifndef NNRDOQ_KERNEL_PARTS_LAST_POSITION_H
#define NNRDOQ_KERNEL_PARTS_LAST_POSITION_H

#include "levels.h"
#include "list_prices.h"

namespace nnrdoq {
namespace kernel {
namespace {

// ONLY: in a 4x4 block.
template <bool ONLY>
class LastPosition {
 public:
  LastPosition(const nnrdoq_block& b, BlockPrices& prices, Scratch& s)
      : b_(b),
        prices_(prices),
        costs_(prices.costs),
        f_(s.features),
        bitsPerStep_(s.levels.bitsPerStep),
        groups_(s.groups),
        scan_(scanOf(b.log2_size, b.scan_idx)) {}

  // Gives back the scan position of the last level that stays, -1 if none does; if all do, that of
  // the last one. coded: groups with levels, at least one.
  int choose(uint64_t coded) {
    const int first = 63 - __builtin_clzll(coded);
    const int last = floorLog2(groups_[first].nonZero);
    best_ = first << 4 | last;
    if (groups_[first].absolute[last] > 1) return best_;
    lastRate_ = lastPosition(best_);
    CodedGroups all;
    if (!ONLY) {
      for (uint64_t rest = coded; rest != 0; rest &= rest - 1) {
        const int i = __builtin_ctzll(rest);
        all.add(scan_.groupX[i], scan_.groupY[i]);
      }
    }
    int walked = -1;
    for (uint64_t rest = coded; rest != 0;) {
      const int i = ONLY ? 0 : 63 - __builtin_clzll(rest);
      rest ^= uint64_t{1} << i;
      const int around = ONLY ? 0 : all.around(scan_.groupX[i], scan_.groupY[i]);
      if (!walk(i, walked, around, rest == 0)) break;
      walked = i;
    }
    return best_;
  }

 private:
  int lastPosition(int scanPos) const {
    if constexpr (ONLY) return prices_.lastRates[b_.scan_idx][scanPos];
    return lastPositionRate(costs_, b_.scan_idx, scan_.x[scanPos], scan_.y[scanPos]);
  }

  void consider(int64_t here, int scanPos) {
    best_ = here < leastCost_ ? scanPos : best_;
    leastCost_ = here < leastCost_ ? here : leastCost_;
  }

  // Walks over a group with levels; false if the walk ends in it. walked: the group before, or -1.
  bool walk(int i, int walked, int around, bool isLast) {
    const SigPrices& sig = sigPrices(b_, around, i == 0, prices_);
    const int32_t noGroup = costs_.coded_sub_block_flag[0][0];
    if (walked >= 0) {
      if (i > 0) cost_ -= costs_.coded_sub_block_flag[codedSubBlockContext(around)][1];
      cost_ -= static_cast<int64_t>(walked - 1 - i) * noGroup;
    }
    const int32_t* const absolute = groups_[i].absolute;
    const int32_t(*const greater1)[2] =
        costs_.coeff_abs_level_greater1_flag + greater1Context(ctxSetOf(i, b_.c_idx, 1), 0);
    int before = 16;
    int flags = 0;
    for (unsigned levels = groups_[i].nonZero; levels != 0;) {
      const int n = floorLog2(levels);
      const int context = least(flags + 1, 3);
      if (walked >= 0 || flags > 0) {
        cost_ -= sig.zeroRates[before] - sig.zeroRates[n + 1];
        int64_t here = cost_ - sig.oneRates[n] + lastPosition(i << 4 | n) - lastRate_;
        if (flags > 0) here += following(greater1, context, absolute, levels);
        consider(here, i << 4 | n);
        cost_ -= sig.oneRates[n];
      }
      before = n;
      if (absolute[n] > 1) return false;
      levels ^= 1u << n;
      const int error = (2 * f_.levels[i][n] - 1) * 128 + f_.fractions[i][n];
      cost_ += errorPrice(bitsPerStep_, error) << PRICE_SHIFT;
      cost_ -= ONE_BIT + (flags < MAX_GREATER1_FLAGS ? greater1[context][0] : ONE_BIT);
      flags++;
    }
    cost_ -= sig.zeroRates[before];
    if (isLast) {
      const int32_t flag = costs_.coded_block_flag[0] - costs_.coded_block_flag[1];
      consider(cost_ - lastRate_ + flag - static_cast<int64_t>(i > 0 ? i - 1 : 0) * noGroup, -1);
    }
    return true;
  }

  // What the next two levels of a group cost more as its first ones. context: of the first of them.
  static int following(const int32_t (*greater1)[2], int context, const int32_t* absolute,
                       unsigned levels) {
    const int n = floorLog2(levels);
    const bool above = absolute[n] > 1;
    int more = greater1[1][above] - greater1[context][above];
    levels ^= 1u << n;
    if (above || levels == 0) return more;
    const bool nextAbove = absolute[floorLog2(levels)] > 1;
    return more + greater1[2][nextAbove] - greater1[least(context + 1, 3)][nextAbove];
  }

  const nnrdoq_block& b_;
  BlockPrices& prices_;
  const nnrdoq_costs& costs_;
  const Features& f_;
  const int bitsPerStep_;
  const GroupLevels* const groups_;
  const Scan& scan_;
  int64_t cost_ = 0;  // of ending the block further down, the difference of last positions left out
  int64_t leastCost_ = 0;
  int best_;
  int lastRate_;
};

inline int chooseLast(const nnrdoq_block& b, uint64_t coded, Scratch& s) {
  BlockPrices& prices = s.prices[b.log2_size - 2][b.c_idx > 0];
  return b.log2_size == 2 ? LastPosition<true>(b, prices, s).choose(coded)
                          : LastPosition<false>(b, prices, s).choose(coded);
}

// Zeroes all levels behind a scan position.
void cutOff(uint64_t coded, int last, Scratch& s) {
  for (uint64_t rest = coded; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    GroupLevels* const group = &s.groups[i];
    const int here = last - (i << 4);
    if (here >= floorLog2(group->nonZero)) break;
    rest ^= uint64_t{1} << i;
    const int32_t kept = here < 0 ? 0 : static_cast<int32_t>((2u << here) - 1);
    for (int r = 0; r < PARTS; r++) {
      const Ints isKept = (ints(POSITION_BITS.values, r) & kept) != 0;
      put(group->absolute, r, ints(group->absolute, r) & isKept);
    }
    describeLevels(group);
  }
}

// Chooses the last position of the levels of s.groups; coded: those that have some. s.levels and s.prices are
// about this block. Gives back the sum of the magnitudes that are left.
int32_t endByPrice(const nnrdoq_block& b, uint64_t coded, Scratch& s) {
  if (coded != 0) cutOff(coded, chooseLast(b, coded, s), s);
  Ints total = {};
  for (uint64_t rest = coded; rest != 0; rest &= rest - 1) {
    const GroupLevels& group = s.groups[__builtin_ctzll(rest)];
    for (int r = 0; r < PARTS; r++) total += ints(group.absolute, r);
  }
  return Vector::totals(total)[0];
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LAST_POSITION_H
