// Chooses a block's last position by price after a network has decided on its levels: zeroes levels
// of 1 at the end of the scan while their errors are worth less than their bits, or all of them. The
// C++ counterpart of org.nnrdoq.quantizer.net.LastPosition. Costs are in 1/32768 bit.
#ifndef NNRDOQ_KERNEL_PARTS_LAST_POSITION_H
#define NNRDOQ_KERNEL_PARTS_LAST_POSITION_H

#include "list_inputs.h"

namespace nnrdoq {
namespace kernel {
namespace {

class LastPosition {
 public:
  LastPosition(const nnrdoq_block& b, const nnrdoq_costs& costs, Scratch& s)
      : b_(b),
        costs_(costs),
        f_(s.features),
        bitsPerStep_(s.levels.bitsPerStep),
        groups_(s.groups),
        scan_(scanOf(b.log2_size, b.scan_idx)),
        cost_(0),
        leastCost_(0) {}

  // Gives back the scan position of the last level that stays, -1 if none does; if all do, that of
  // the last one. coded: groups with levels, at least one.
  int choose(uint64_t coded) {
    const int first = 63 - __builtin_clzll(coded);
    best_ = first << 4 | floorLog2(groups_[first].nonZero);
    lastRate_ = lastPosition(best_);
    CodedGroups all;
    for (uint64_t rest = coded; rest != 0; rest &= rest - 1) {
      const int i = __builtin_ctzll(rest);
      all.add(scan_.groupX[i], scan_.groupY[i]);
    }
    int walked = -1;
    for (uint64_t rest = coded; rest != 0;) {
      const int i = 63 - __builtin_clzll(rest);
      rest ^= uint64_t{1} << i;
      if (!walk(i, walked, all.around(scan_.groupX[i], scan_.groupY[i]), rest == 0)) break;
      walked = i;
    }
    return best_;
  }

 private:
  int lastPosition(int scanPos) const {
    return lastPositionRate(costs_, b_.scan_idx, scan_.x[scanPos], scan_.y[scanPos]);
  }

  void consider(int64_t here, int scanPos) {
    if (here >= leastCost_) return;
    leastCost_ = here;
    best_ = scanPos;
  }

  // Walks over a group with levels; false if the walk ends in it. walked: the group before, or -1.
  bool walk(int i, int walked, int around, bool isLast) {
    const SigContexts& sig = sigContexts(b_.log2_size, b_.c_idx, b_.scan_idx, around, i == 0);
    const int32_t noGroup = costs_.coded_sub_block_flag[0][0];
    if (walked >= 0) {
      if (i > 0) cost_ -= costs_.coded_sub_block_flag[codedSubBlockContext(around)][1];
      cost_ -= static_cast<int64_t>(walked - 1 - i) * noGroup;
    }
    const int32_t* const absolute = groups_[i].absolute;
    GroupState state{ctxSetOf(i, b_.c_idx, 1)};
    int before = 16;
    for (unsigned levels = groups_[i].nonZero; levels != 0;) {
      const int n = floorLog2(levels);
      if (walked >= 0 || state.flags > 0) {
        passZeros(sig, before, n + 1);
        const int32_t one = costs_.sig_coeff_flag[sig.at[n]][1];
        int64_t here = cost_ - one + lastPosition(i << 4 | n) - lastRate_;
        if (state.flags > 0) here += following(state, absolute, levels);
        consider(here, i << 4 | n);
        cost_ -= one;
      }
      before = n;
      if (absolute[n] > 1) return false;
      levels ^= 1u << n;
      const int error = (2 * f_.levels[i][n] - 1) * 128 + f_.fractions[i][n];
      cost_ += static_cast<int32_t>(static_cast<uint32_t>(errorPrice(bitsPerStep_, error))
                                    << PRICE_SHIFT);
      cost_ -= levelRate(costs_, 1, state.context());
      state.add(1);
    }
    passZeros(sig, before, 0);
    if (isLast) {
      const int32_t flag = costs_.coded_block_flag[0] - costs_.coded_block_flag[1];
      consider(cost_ - lastRate_ + flag - static_cast<int64_t>(i > 0 ? i - 1 : 0) * noGroup, -1);
    }
    return true;
  }

  // Saves the flags of zeros below a position down to another.
  void passZeros(const SigContexts& sig, int before, int to) {
    for (int n = before - 1; n >= to; n--) cost_ -= costs_.sig_coeff_flag[sig.at[n]][0];
  }

  // What the next two levels of a group cost more as its first ones.
  int following(const GroupState& state, const int32_t* absolute, unsigned levels) const {
    GroupState from = state;
    GroupState to{state.ctxSet};
    int more = 0;
    for (int k = 0; k < 2 && levels != 0; k++) {
      const int n = floorLog2(levels);
      levels ^= 1u << n;
      const bool greater1 = absolute[n] > 1;
      more += costs_.coeff_abs_level_greater1_flag[to.context().greater1][greater1];
      more -= costs_.coeff_abs_level_greater1_flag[from.context().greater1][greater1];
      if (greater1) break;
      from.add(1);
      to.add(1);
    }
    return more;
  }

  const nnrdoq_block& b_;
  const nnrdoq_costs& costs_;
  const Features& f_;
  const int bitsPerStep_;
  const GroupLevels* const groups_;
  const Scan& scan_;
  int64_t cost_;  // of ending the block further down, the difference of last positions left out
  int64_t leastCost_;
  int best_;
  int lastRate_;
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LAST_POSITION_H
