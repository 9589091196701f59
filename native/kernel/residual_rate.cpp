#include "residual_rate.h"

#include <stdlib.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

void recoverPairs(const int32_t (*costs)[2], int first, int count, uint8_t* states) {
  for (int i = first; i < first + count; i++) {
    states[i] = static_cast<uint8_t>(stateOf(costs[i][0]));
  }
}

// A prefix costs the ones before its end and a zero: the zero's cost is the difference. The rates
// are of contexts that adapt from one bin to the next.
void prefixRates(const int32_t* costs, int shift, int max, int32_t* rates) {
  uint8_t states[8];
  int ones = 0;
  for (int prefix = 0; prefix < max; prefix++) {
    const int state = stateOf(static_cast<int32_t>(static_cast<uint32_t>(costs[prefix]) -
                                                   static_cast<uint32_t>(ones)));
    states[prefix >> shift] = static_cast<uint8_t>(state);
    ones += rateOf(state, 1);
  }
  int rate = 0;
  for (int prefix = 0; prefix <= max; prefix++) {
    const int suffix = lastSuffixLength(prefix) << 15;
    rates[prefix] = rate + suffix;
    if (prefix == max) break;
    uint8_t& state = states[prefix >> shift];
    rates[prefix] += rateOf(state, 0);
    const int32_t step = TABLES.step[state << 1 | 1];
    state = static_cast<uint8_t>(step);
    rate += step >> 8;
  }
}

}  // namespace

void recoverStates(const nnrdoq_costs& costs, int log2Size, int cIdx, int scanIdx,
                   BlockStates* states) {
  uint8_t* const sig = states->contexts.of + SIG_STATES;
  uint8_t* const greater1 = states->contexts.of + GREATER1_STATES;
  uint8_t* const greater2 = states->contexts.of + GREATER2_STATES;
  if (log2Size == 2) {
    // One group: only the first set of contexts is used.
    recoverPairs(costs.sig_coeff_flag, 0, 9, sig);
    recoverPairs(costs.coeff_abs_level_greater1_flag, 0, 4, greater1);
    recoverPairs(costs.coeff_abs_level_greater2_flag, 0, 1, greater2);
  } else {
    const bool luma = cIdx == 0;
    recoverPairs(costs.sig_coeff_flag, 0, 1, sig);
    if (luma) {
      const int first = log2Size > 3 ? 21 : scanIdx == NNRDOQ_SCAN_DIAGONAL ? 9 : 15;
      recoverPairs(costs.sig_coeff_flag, first, 6, sig);
    } else {
      recoverPairs(costs.sig_coeff_flag, log2Size > 3 ? 12 : 9, 3, sig);
    }
    recoverPairs(costs.coeff_abs_level_greater1_flag, 0, luma ? 16 : 8, greater1);
    recoverPairs(costs.coeff_abs_level_greater2_flag, 0, luma ? 4 : 2, greater2);
    recoverPairs(costs.coded_sub_block_flag, 0, 2, states->contexts.of + CODED_STATES);
  }
  const int shift = lastPrefixShift(log2Size, cIdx);
  const int max = lastPrefixMax(log2Size);
  prefixRates(costs.last_sig_coeff_x_prefix, shift, max, states->lastX);
  prefixRates(costs.last_sig_coeff_y_prefix, shift, max, states->lastY);
}

unsigned maskGroup(const Scan& scan, int log2Size, int i, const int32_t* levels,
                   unsigned* parity) {
  const int32_t* const first = levels + (scan.groupY[i] << (log2Size + 2)) + (scan.groupX[i] << 2);
#if defined(__SSE2__)
  __m128i zeros[4];
  __m128i odd = _mm_setzero_si128();
  for (int y = 0; y < 4; y++) {
    const void* const at = first + (y << log2Size);
    const __m128i row = _mm_loadu_si128(static_cast<const __m128i*>(at));
    zeros[y] = _mm_cmpeq_epi32(row, _mm_setzero_si128());
    odd = _mm_xor_si128(odd, row);
  }
  const __m128i all = _mm_packs_epi16(_mm_packs_epi32(zeros[0], zeros[1]),
                                      _mm_packs_epi32(zeros[2], zeros[3]));
  const unsigned raster = ~static_cast<unsigned>(_mm_movemask_epi8(all)) & 0xffff;
  const int columns = _mm_movemask_ps(_mm_castsi128_ps(_mm_slli_epi32(odd, 31)));
  *parity = 0x6996u >> columns & 1;
#else
  unsigned raster = 0;
  unsigned odd = 0;
  for (int p = 0; p < 16; p++) {
    const int32_t level = first[(p >> 2 << log2Size) + (p & 3)];
    raster |= static_cast<unsigned>(level != 0) << p;
    odd ^= static_cast<unsigned>(level);
  }
  *parity = odd & 1;
#endif
  return scan.masks[raster & 0xff] | scan.masks[256 | raster >> 8];
}

void loadGroup(const Scan& scan, int i, const int32_t* levels, GroupLevels* group) {
  unsigned nonZero = 0;
  unsigned above1 = 0;
  unsigned above2 = 0;
  const uint16_t* const positions = scan.position + (i << 4);
  for (int n = 0; n < 16; n++) {
    const int absolute = abs(levels[positions[n]]);
    group->absolute[n] = static_cast<uint16_t>(absolute);
    nonZero |= static_cast<unsigned>(absolute > 0) << n;
    above1 |= static_cast<unsigned>(absolute > 1) << n;
    above2 |= static_cast<unsigned>(absolute > 2) << n;
  }
  group->nonZero = static_cast<uint16_t>(nonZero);
  group->above1 = static_cast<uint16_t>(above1);
  group->above2 = static_cast<uint16_t>(above2);
}

int64_t residualRate(const nnrdoq_block& block, const nnrdoq_costs& costs, const int32_t* levels) {
  const Scan& scan = scanOf(block.log2_size, block.scan_idx);
  GroupLevels group;
  int i = scan.groups - 1;
  for (; i >= 0; i--) {
    loadGroup(scan, i, levels, &group);
    if (group.nonZero) break;
  }
  if (i < 0) return 0;
  BlockStates states;
  recoverStates(costs, block.log2_size, block.c_idx, block.scan_idx, &states);
  BlockPlan plan(block, states, i);
  NoTrace trace;
  int greater1Ctx = 1;
  int64_t rate = 0;
  for (; i >= 0; i--) {
    loadGroup(scan, i, levels, &group);
    if (group.nonZero != 0) plan.coded.add(scan.groupX[i], scan.groupY[i]);
    rate += codeGroup(plan, i, group, states.contexts.of, &greater1Ctx, trace);
  }
  return rate;
}

}  // namespace kernel
}  // namespace nnrdoq
