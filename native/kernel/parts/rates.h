// What levels, flags and last positions of a group cost, for all its positions at once: the C++
// counterpart of org.nnrdoq.hevc.rate.RateEstimate. Rates are in 1/32768 bit.
#ifndef NNRDOQ_KERNEL_PARTS_RATES_H
#define NNRDOQ_KERNEL_PARTS_RATES_H

#include "coding.h"

namespace nnrdoq {
namespace kernel {
namespace {

// The costs as integers in a row, in which COSTS_* are places.
inline const int32_t* allCosts(const nnrdoq_costs& costs) {
  return reinterpret_cast<const int32_t*>(&costs);
}
static_assert(sizeof(nnrdoq_costs) == COSTS_COUNT * sizeof(int32_t), "as in Java");
static_assert(offsetof(nnrdoq_costs, last_sig_coeff_y_prefix) ==
                  COSTS_LAST_Y_PREFIX * sizeof(int32_t),
              "as in Java");

// coeff_abs_level_remaining of each value, added to rate; values below 0 give anything.
inline Ints remainingRates(Ints value, Ints rice, Ints rate) {
  const Ints most = (Ints{} + 1) << rice;
  const Ints scaled = value - 2 * most;
  const Ints exponent = (Ints) __builtin_convertvector(scaled, Floats) >> 23;
  const Ints unary = rate + ((1 + rice) << 15);
  const Ints escaped = rate + ((4 - 2 * 127 - rice) << 15);
  return scaled < most ? unary + ((value >> rice) << 15) : escaped + (exponent << 16);
}

// Of absolute levels and their signs, without sig_coeff_flags.
struct LevelRates {
  Ints kept;     // of levels from 1 on as they are
  Ints lowered;  // of levels from 2 on, made one less
};

inline LevelRates levelRates(Ints level, const GroupCoding& c, int r, const Sixteen& greater1,
                             const int32_t* greater2) {
  const Ints flagged = c.before[r] < MAX_GREATER1_FLAGS;
  const Ints noneAbove1 = ~c.after1[r] & flagged;  // a level above 1 has a greater2 flag then
  const Ints context = 2 * c.greater1Ctx[r];
  const Ints above1 = ONE_BIT + (pick(greater1, context + 1) & flagged);
  const Ints one = ONE_BIT + pick(greater1, context);
  const Ints two = above1 + greater2[0];
  const Ints prefix = above1 + (noneAbove1 & greater2[1]);  // of a level with a remainder
  const Ints over = level - c.baseLevel[r];
  Ints kept = prefix + ((over + 1) << 15);  // as long as all remainders are unary
  Ints lowered = prefix + (over << 15);
  if (c.someAbove3) {
    kept = remainingRates(over, c.rice[r], prefix);
    lowered = remainingRates(over - 1, c.rice[r], prefix);
  }
  return {over >= 0 ? kept : level == 1 ? one : two, over > 0 ? lowered : level == 2 ? one : two};
}

// sig_coeff_flags of 0 and 1 of a group.
struct SigRates {
  Ints zero[PARTS];
  Ints one[PARTS];
};

// ONLY: the group is that of a 4x4 block. i: its index in scan.
template <bool ONLY>
inline void findSigRates(const nnrdoq_costs& costs, const SigContexts& sig, int i,
                         SigRates* rates) {
  // In 4x4 blocks there are 9 contexts; else 3 in a row, and one of the DC coefficient.
  const int first = ONLY ? 0 : sig.at[15] - sig.around[15];
  const Sixteen lower = sixteen(allCosts(costs) + COSTS_SIG_COEFF_FLAG + 2 * first);
  for (int r = 0; r < PARTS; r++) {
    const Ints at = 2 * bytes(sig.around, r);
    if constexpr (ONLY) {
      const Sixteen upper = sixteen(allCosts(costs) + COSTS_SIG_COEFF_FLAG + 16);
      rates->zero[r] = pick(lower, upper, at);
      rates->one[r] = pick(lower, upper, at + 1);
    } else {
      const Ints dc = positions(r) < (i == 0);
      rates->zero[r] = dc ? Ints{} + costs.sig_coeff_flag[0][0] : pick(lower, at);
      rates->one[r] = dc ? Ints{} + costs.sig_coeff_flag[0][1] : pick(lower, at + 1);
    }
  }
}

// Prefixes of last-significant coordinates in the groups of a row: that of the first coordinate,
// how many coordinates share one as a shift, and how many bits of suffix they have.
struct LastPrefixes {
  uint8_t first[8];
  uint8_t shift[8];
  uint8_t suffix[8];
};
constexpr LastPrefixes LAST_PREFIXES = {
    {0, 4, 6, 7, 8, 8, 9, 9}, {0, 1, 2, 2, 2, 2, 2, 2}, {0, 1, 2, 2, 3, 3, 3, 3}};

// Prefix rates of the last row are read with this many before them, so that sixteen stay inside.
constexpr int LAST_PADDING = COSTS_LAST_Y_PREFIX + 16 - COSTS_COUNT;

// The rate of each position of a group as the block's last one. gx, gy: the group's column and row.
// ONLY: the group is that of a 4x4 block.
template <bool ONLY>
inline Ints lastRates(const nnrdoq_costs& costs, int scanIdx, int gx, int gy, int r) {
  if constexpr (ONLY) {
    const Sixteen rates = sixteen(allCosts(costs) + COSTS_LAST_X_PREFIX);
    const int32_t(*places)[16] = TABLES.lastAt[scanIdx];
    return pick(rates, ints(places[0], r)) + pick(rates, ints(places[1], r));
  } else {
    const bool vertical = scanIdx == NNRDOQ_SCAN_VERTICAL;
    const Ints place = ints(TABLES.order[scanIdx], r);
    const Sixteen first = sixteen(allCosts(costs) + COSTS_LAST_X_PREFIX);
    const Sixteen second = sixteen(allCosts(costs) + COSTS_LAST_Y_PREFIX - LAST_PADDING);
    const Ints x = ((place & 3) >> LAST_PREFIXES.shift[gx]) + LAST_PREFIXES.first[gx];
    const Ints y = (place >> 2 >> LAST_PREFIXES.shift[gy]) + LAST_PREFIXES.first[gy];
    return pick(first, vertical ? y : x) + pick(second, (vertical ? x : y) + LAST_PADDING) +
           (LAST_PREFIXES.suffix[gx] + LAST_PREFIXES.suffix[gy]) * ONE_BIT;
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_RATES_H
