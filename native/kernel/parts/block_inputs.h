// The inputs of a whole block: those of all groups that the first layer looks at, and those per
// block.
#ifndef NNRDOQ_KERNEL_PARTS_BLOCK_INPUTS_H
#define NNRDOQ_KERNEL_PARTS_BLOCK_INPUTS_H

#include "inputs.h"
#include "rounding.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

// v, but at least least and at most most.
inline FourFloats between(FourFloats v, FourFloats least, FourFloats most) {
#if defined(__SSE2__)
  return (FourFloats)_mm_min_ps(_mm_max_ps((__m128)v, (__m128)least), (__m128)most);
#else
  v = v < least ? least : v;
  return v > most ? most : v;
#endif
}

// Where a pair of inputs per block is.
template <BlockInput FIRST, BlockInput SECOND>
constexpr int blockPair() {
  static_assert(FIRST % 2 == 0 && SECOND == FIRST + 1, "inputs go in pairs");
  return FIRST / 2;
}

// BLOCK_CODED_FLAG_RATE to BLOCK_LOG_RATE.
inline void priceBlock(const Walk& w, int32_t* to) {
  const int32_t* blockFlag = w.costs->coded_block_flag;
  const int32_t* groupFlag = w.costs->coded_sub_block_flag[0];
  const FourInts flagRates = {blockFlag[1] - blockFlag[0], groupFlag[1] - groupFlag[0]};
  const FourFloats flags = __builtin_convertvector(flagRates, FourFloats) * BITS;
  const FourFloats benefit = w.blockBenefit - flags[0];
  const FourFloats rate = 1 + __builtin_convertvector(w.blockRate, FourFloats) * BITS;
  const FourFloats log =
      __builtin_convertvector((FourInts)rate - 0x3f800000, FourFloats) * 0x1p-23f;
  const FourFloats emptying = __builtin_shufflevector(benefit, log, 0, 4, 0, 4);
  const FourFloats prices = __builtin_shufflevector(flags, emptying, 0, 1, 4, 5);
  // In inputs they are divided by 4, 4, 32 and 8.
  const FourFloats least = {-2 * 4, -2 * 4, -2 * 32, -32 * 8};
  const FourFloats most = {8 * 4, 8 * 4, 8 * 32, 31.999f * 8};
  const FourFloats roundings = {rounding(4 * UNIT), rounding(4 * UNIT), rounding(32 * UNIT),
                                rounding(8 * UNIT)};
  const FourInts quanta = (FourInts)(between(prices, least, most) + roundings);
  const FourInts pairs = (__builtin_shufflevector(quanta, quanta, 0, 2, 0, 2) & 0xffff) |
                         __builtin_shufflevector(quanta, quanta, 1, 3, 1, 3) << 16;
  static_assert(blockPair<BLOCK_EMPTYING_COST, BLOCK_LOG_RATE>() ==
                    blockPair<BLOCK_CODED_FLAG_RATE, BLOCK_GROUP_FLAG_RATE>() + 1,
                "both pairs are stored at once");
  memcpy(to + blockPair<BLOCK_CODED_FLAG_RATE, BLOCK_GROUP_FLAG_RATE>(), &pairs,
         2 * sizeof(int32_t));
}

inline void blockInputs(const Walk& w, int32_t* to) {
  const nnrdoq_block& b = *w.block;
  const Features& f = w.scratch->features;
  const int16_t* log6 = w.network->log6;
  // BLOCK_IS_4X4 to BLOCK_IS_32X32: two words with one input of 1.
  const uint64_t size = static_cast<uint64_t>(QUANTUM) << (16 * (b.log2_size - 2));
  to[blockPair<BLOCK_IS_4X4, BLOCK_IS_8X8>()] = static_cast<int32_t>(size);
  to[blockPair<BLOCK_IS_16X16, BLOCK_IS_32X32>()] = static_cast<int32_t>(size >> 32);
  to[blockPair<BLOCK_IS_CHROMA, BLOCK_IS_CR>()] = both(flag(b.c_idx != 0), flag(b.c_idx == 2));
  to[blockPair<BLOCK_IS_INTRA, BLOCK_IS_IN_I_SLICE>()] =
      both(flag(b.pred_mode == NNRDOQ_INTRA), flag(b.slice_type == NNRDOQ_SLICE_I));
  to[blockPair<BLOCK_IS_IN_P_SLICE, BLOCK_SCAN_IS_HORIZONTAL>()] =
      both(flag(b.slice_type == NNRDOQ_SLICE_P), flag(b.scan_idx == NNRDOQ_SCAN_HORIZONTAL));
  to[blockPair<BLOCK_SCAN_IS_VERTICAL, BLOCK_SKIPS_TRANSFORM>()] =
      both(flag(b.scan_idx == NNRDOQ_SCAN_VERTICAL), flag(b.transform_skip));
  to[blockPair<BLOCK_LOG_STEP, BLOCK_QP>()] = f.seen[b.c_idx].inputs;
  to[blockPair<BLOCK_LOG_COUNT, BLOCK_LOG_SUM>()] =
      both(log6[f.nonZeros], log6[f.sum < LOG_ENTRIES ? f.sum : LOG_ENTRIES - 1]);
  priceBlock(w, to);
}

// What a bit of a block counts for a network.
template <class AnyNetwork>
inline double rateWeightOf(const AnyNetwork& network, const nnrdoq_block& b) {
  return network.rateWeights[2 * b.slice_type + (b.c_idx > 0)];
}

// Makes all inputs; after roundBlock and findNeeded.
void makeInputs(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                Scratch& s) {
  Features& f = s.features;
  f.seenPerSquaredStep = bitsPerSquaredStep(b, rateWeightOf(network, b), &f.seen[b.c_idx]);
  Walk w = {&network, &b, &costs, &s, -1, 0, 0, false, {}, {}, {}};
  if (b.log2_size == 2) {
    fullGroup<true>(w, {0, 0, 0, 0, &sigContexts(2, 0, b.scan_idx, 0, true)}, -1);
    blockInputs(w, s.blockInputs);
    return;
  }
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  for (uint64_t rest = f.crop; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    rest ^= uint64_t{1} << i;
    const int x = scan.groupX[i];
    const int y = scan.groupY[i];
    const int neighbours = w.coded.around(x, y);
    const Place p = {i, x, y, neighbours,
                     &sigContexts(b.log2_size, b.c_idx, b.scan_idx, neighbours, i == 0)};
    if (f.masks[i] == 0) {
      if ((s.needed[0] >> p.at() & 1) != 0) emptyGroup(w, p);
      continue;
    }
    const uint64_t later = f.full & ((uint64_t{1} << i) - 1);
    const int nearest = later != 0 ? 63 - __builtin_clzll(later) : -1;
    fullGroup<false>(w, p, later != 0 ? (nearest << 4) + floorLog2(f.masks[nearest]) : -1);
    w.coded.add(x, y);
  }
  blockInputs(w, s.blockInputs);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_BLOCK_INPUTS_H
