// Prices of a block that are looked up by position, from its costs.
#ifndef NNRDOQ_KERNEL_PARTS_LIST_PRICES_H
#define NNRDOQ_KERNEL_PARTS_LIST_PRICES_H

#include <stddef.h>

#include "rates.h"
#include "shorts.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int PRICE_SHIFT = 11;  // of rates in 1/32768 bit
constexpr int PRICE_OF_BIT = ONE_BIT >> PRICE_SHIFT;

inline int least(int a, int b) { return a < b ? a : b; }

constexpr int OTHER_COSTS = COSTS_COUNT - 2;  // all but those of the coded block flag, which come last
static_assert(offsetof(nnrdoq_costs, coded_block_flag) == OTHER_COSTS * sizeof(int32_t),
              "they come last");

inline int priceOf(int32_t rate) { return (rate + (1 << (PRICE_SHIFT - 1))) >> PRICE_SHIFT; }

// Of sixteen rates.
inline Shorts pricesOf(const int32_t* rates) {
  alignas(64) int32_t prices[16];
  for (int r = 0; r < PARTS; r++) {
    put(prices, r, (ints(rates, r) + (1 << (PRICE_SHIFT - 1))) >> PRICE_SHIFT);
  }
  return Vector::shorts(prices);
}

void findSigPrices(const nnrdoq_costs& costs, const SigContexts& sig, SigPrices* to) {
  alignas(64) int32_t zero[16] = {};
  alignas(64) int32_t one[16] = {};
  alignas(64) int32_t values[16];
  for (int k = 0; k < sig.count; k++) {
    zero[k] = costs.sig_coeff_flag[sig.distinct[k]][0];
    one[k] = costs.sig_coeff_flag[sig.distinct[k]][1];
  }
  alignas(64) int32_t delta[16];
  for (int r = 0; r < PARTS; r++) {
    const Ints index = bytes(sig.index, r);
    const Ints ones = pick(sixteen(one), index);
    const Ints zeros = pick(sixteen(zero), index);
    put(values, r, ones);
    put(delta, r, ones - zeros);
    memcpy(to->oneRates + r * Vector::LANES, &ones, sizeof ones);
  }
  put(to->one, pricesOf(values));
  put(to->delta, pricesOf(delta));
  int32_t sum = 0;
  for (int n = 0; n < 16; n++) {
    to->zeroRates[n] = sum;
    to->zeros[n] = static_cast<int16_t>(priceOf(sum));
    sum += zero[sig.index[n]];
  }
  to->zeroRates[16] = sum;
  to->zeros[16] = static_cast<int16_t>(priceOf(sum));
}

inline void putPrice(uint8_t (*table)[16], int at, int price) {
  table[0][at] = static_cast<uint8_t>(price);
  table[1][at] = static_cast<uint8_t>(price >> 8);
}

void findLevelPrices(const nnrdoq_costs& costs, int ctxSet, LevelPrices* to) {
  const int32_t* const greater2 = costs.coeff_abs_level_greater2_flag[ctxSet];
  for (int ctx = 0; ctx < 4; ctx++) {
    const int32_t* const greater1 =
        costs.coeff_abs_level_greater1_flag[greater1Context(ctxSet, ctx)];
    const int step = greater1[1] - greater1[0];
    const int one = priceOf(ONE_BIT + greater1[0]);
    putPrice(to->kept, 4 * ctx, 0);
    putPrice(to->lowered, 4 * ctx, 0);
    putPrice(to->kept, 4 * ctx + 1, one);
    putPrice(to->lowered, 4 * ctx + 1, one);
    if (ctx == 0) {  // there is no greater2 flag
      const int above = priceOf(ONE_BIT + greater1[1]);
      putPrice(to->kept, 2, above + PRICE_OF_BIT);
      putPrice(to->lowered, 2, priceOf(step) + PRICE_OF_BIT);
      putPrice(to->kept, 3, above + 2 * PRICE_OF_BIT);
      putPrice(to->lowered, 3, PRICE_OF_BIT);
    } else {
      putPrice(to->kept, 4 * ctx + 2, priceOf(ONE_BIT + greater1[1] + greater2[0]));
      putPrice(to->lowered, 4 * ctx + 2, priceOf(step + greater2[0]));
      putPrice(to->kept, 4 * ctx + 3,
               priceOf(ONE_BIT + greater1[1] + greater2[1]) + PRICE_OF_BIT);
      putPrice(to->lowered, 4 * ctx + 3, priceOf(greater2[1] - greater2[0]) + PRICE_OF_BIT);
    }
  }
}

void takeCosts(const nnrdoq_costs& costs, BlockPrices* to) {
  to->costs = costs;
  to->known = 0;
  to->knownSets = 0;
  for (int ctx = 0; ctx < 2; ctx++) {
    const int32_t* const flag = costs.coded_sub_block_flag[ctx];
    to->codedFlag[ctx] = priceOf(flag[1]);
    to->codedFlagDelta[ctx] = priceOf(flag[1] - flag[0]);
  }
}

// The costs of the coded block flag, which may be others where all else is the same.
inline void takeBlockFlag(const nnrdoq_costs& costs, BlockPrices* to) {
  memcpy(to->costs.coded_block_flag, costs.coded_block_flag, sizeof costs.coded_block_flag);
  to->blockFlag = priceOf(costs.coded_block_flag[0] - costs.coded_block_flag[1]);
}

// Whether integers in a row are equal.
template <int COUNT>
inline bool isSameRow(const int32_t* a, const int32_t* b) {
  constexpr int LANES = Vector::LANES;
  Ints differ = {};
  int at = 0;
  for (; at + LANES <= COUNT; at += LANES) differ |= anywhere(a + at) ^ anywhere(b + at);
  if (at < COUNT) differ |= anywhere(a + COUNT - LANES) ^ anywhere(b + COUNT - LANES);
  return Vector::signs(differ != 0) == 0;
}

// The prices of a block, its own or those of one before with the same costs.
inline BlockPrices& pricesFor(const nnrdoq_block& b, const nnrdoq_costs& costs, Scratch& s) {
  BlockPrices& prices = s.prices[b.log2_size - 2][b.c_idx > 0];
  const bool isKnown = b.costs_number != 0 && b.costs_number == prices.number && s.kernel != 0 &&
                       s.kernel == prices.kernel;
  if (!isKnown) {
    if (!isSameRow<OTHER_COSTS>(allCosts(costs), allCosts(prices.costs))) takeCosts(costs, &prices);
    prices.number = b.costs_number;
    prices.kernel = s.kernel;
  }
  takeBlockFlag(costs, &prices);
  return prices;
}

// around: which neighbours of a group are coded.
inline const SigPrices& sigPrices(const nnrdoq_block& b, int around, bool firstGroup,
                                  BlockPrices& prices) {
  const int k = (b.scan_idx * 4 + around) * 2 + firstGroup;
  if ((prices.known >> k & 1) == 0) {
    const SigContexts& sig = sigContexts(b.log2_size, b.c_idx, b.scan_idx, around, firstGroup);
    findSigPrices(prices.costs, sig, &prices.sig[k]);
    prices.known |= 1u << k;
  }
  return prices.sig[k];
}

inline const LevelPrices& levelPrices(int ctxSet, BlockPrices& prices) {
  if ((prices.knownSets >> ctxSet & 1) == 0) {
    findLevelPrices(prices.costs, ctxSet, &prices.levels[ctxSet]);
    prices.knownSets |= 1u << ctxSet;
  }
  return prices.levels[ctxSet];
}

// Finds what last positions of a 4x4 block cost.
inline void findLast(int scanIdx, BlockPrices& prices) {
  if ((prices.knownSets >> (4 + scanIdx) & 1) != 0) return;
  for (int r = 0; r < PARTS; r++) {
    put(prices.lastRates[scanIdx], r, lastRates<true>(prices.costs, scanIdx, 0, 0, r));
  }
  put(prices.last[scanIdx], pricesOf(prices.lastRates[scanIdx]));
  prices.knownSets |= 16u << scanIdx;
}

// What a squared error of so many 1/128 squared steps is worth.
inline int errorPrice(int bitsPerStep, int error) { return (bitsPerStep * error) >> PRICE_SHIFT; }

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_PRICES_H
