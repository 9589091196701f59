// The context states and rates that sign hiding begins with, from a block's costs: those of 4x4
// blocks are kept from block to block, those of larger ones are found as they are needed.
#ifndef NNRDOQ_KERNEL_PARTS_HIDING_RATES_H
#define NNRDOQ_KERNEL_PARTS_HIDING_RATES_H

#include "bins.h"
#include "rates.h"

namespace nnrdoq {
namespace kernel {
namespace {

// The context state that an element's costs are those of: as in org.nnrdoq.hevc.rate.CostStates, a
// state is known from the rate of its bin 0.
inline uint8_t recovered(const int32_t* costs, NearestStates& nearest) {
  const int32_t rate = costs[0];
  const int slot = rateSlot(rate);
  const int32_t own = TABLES.stateSlots[slot];
  if (own >> 8 == rate) return static_cast<uint8_t>(own);
  const uint64_t key = (uint64_t{1} << 32 | static_cast<uint32_t>(rate)) << 8;
  uint64_t& kept = nearest.entries[slot];
  if (kept >> 8 != key >> 8) kept = key | static_cast<uint64_t>(nearestState(rate));
  return static_cast<uint8_t>(kept);
}

// Finds GroupRates::levelSteps.
inline void findLevelSteps(const uint8_t* states, int ctxSet, int32_t* steps) {
  const uint8_t* const greater1 = states + GREATER1_STATES + greater1Context(ctxSet, 0);
  const int greater2 = states[GREATER2_STATES + ctxSet];
  for (int k = 0; k < 4; k++) {
    const int32_t zero = rateOf(greater1[k], 0);
    // With context 0 the greater2 flag has been used up.
    steps[4 * k] = ONE_BIT + zero;
    steps[4 * k + 1] = rateOf(greater1[k], 1) - zero + (k > 0 ? rateOf(greater2, 0) : 0);
    steps[4 * k + 2] = k > 0 ? rateOf(greater2, 1) - rateOf(greater2, 0) : 0;
    steps[4 * k + 3] = 0;
  }
}

void findRates(const ContextStates& states, const GroupPlace& place, const nnrdoq_block& b,
               const nnrdoq_costs& costs, GroupRates* rates) {
  const SigContexts& sig = *place.sig;
  alignas(64) int32_t zero[16];
  alignas(64) int32_t delta[16] = {};
  for (int k = 0; k < sig.count; k++) {
    const int state = states.values[SIG_STATES + sig.distinct[k]];
    zero[k] = rateOf(state, 0);
    delta[k] = rateOf(state, 1) - zero[k];
  }
  findLevelSteps(states.values, place.ctxSet, rates->levelSteps);
  for (int r = 0; r < PARTS; r++) {
    put(rates->sigDelta, r, pick(sixteen(delta), bytes(sig.index, r)));
  }
  if (!place.holdsLast) return;
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  int32_t before = 0;
  for (int n = 0; n < 16; n++) {
    rates->zeros[n] = before;
    before += zero[sig.index[n]];
  }
  for (int r = 0; r < PARTS; r++) {
    const Ints rate =
        lastRates<false>(costs, b.scan_idx, scan.groupX[place.i], scan.groupY[place.i], r);
    put(rates->last, r, rate);
    put(rates->beyond, r, rate + ints(rates->zeros, r));
  }
}

// Whether kept costs are those of a block.
template <typename T>
inline bool isSame(const T& kept, const void* costs) {
  return memcmp(&kept, costs, sizeof kept) == 0;
}

// Finds the states of a 4x4 block, unless they are those of the block before.
void findSmallStates(const nnrdoq_costs& costs, NearestStates& nearest, SmallBlockRates* kept) {
  if (kept->version != 0 && isSame(kept->sig, costs.sig_coeff_flag) &&
      isSame(kept->greater1, costs.coeff_abs_level_greater1_flag) &&
      isSame(kept->greater2, costs.coeff_abs_level_greater2_flag) &&
      isSame(kept->lastX, costs.last_sig_coeff_x_prefix) &&
      isSame(kept->lastY, costs.last_sig_coeff_y_prefix)) {
    return;
  }
  kept->version++;
  memcpy(kept->sig, costs.sig_coeff_flag, sizeof kept->sig);
  memcpy(kept->greater1, costs.coeff_abs_level_greater1_flag, sizeof kept->greater1);
  memcpy(kept->greater2, costs.coeff_abs_level_greater2_flag, sizeof kept->greater2);
  memcpy(kept->lastX, costs.last_sig_coeff_x_prefix, sizeof kept->lastX);
  memcpy(kept->lastY, costs.last_sig_coeff_y_prefix, sizeof kept->lastY);
  uint8_t* const states = kept->states.values;
  for (int k = 0; k < 9; k++) states[SIG_STATES + k] = recovered(costs.sig_coeff_flag[k], nearest);
  for (int k = 0; k < 4; k++) {
    states[GREATER1_STATES + k] = recovered(costs.coeff_abs_level_greater1_flag[k], nearest);
  }
  states[GREATER2_STATES] = recovered(costs.coeff_abs_level_greater2_flag[0], nearest);
}

// Context states of a larger block, each recovered when it is needed.
class BlockStates {
 public:
  BlockStates(const nnrdoq_costs& costs, NearestStates& nearest)
      : costs_(costs), nearest_(nearest), known_(0) {}

  uint8_t* coded(int csbf) {
    recover(costs_.coded_sub_block_flag, 1u << csbf, CODED_STATES);
    return states_.values + CODED_STATES + csbf;
  }

  // All that code a group with levels.
  ContextStates* needed(const GroupPlace& p) {
    recover(costs_.sig_coeff_flag, p.sig->used, SIG_STATES);
    recover(costs_.coeff_abs_level_greater1_flag, 15u << greater1Context(p.ctxSet, 0),
            GREATER1_STATES);
    recover(costs_.coeff_abs_level_greater2_flag, 1u << p.ctxSet, GREATER2_STATES);
    if (!p.holdsLast && p.i > 0) coded(p.csbf);
    return &states_;
  }

 private:
  void recover(const int32_t (*costs)[2], uint64_t contexts, int first) {
    for (uint64_t rest = contexts << first & ~known_; rest != 0; rest &= rest - 1) {
      const int at = __builtin_ctzll(rest);
      states_.values[at] = recovered(costs[at - first], nearest_);
    }
    known_ |= contexts << first;
  }

  const nnrdoq_costs& costs_;
  NearestStates& nearest_;
  uint64_t known_;  // bit k: state k is recovered
  ContextStates states_;
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_HIDING_RATES_H
