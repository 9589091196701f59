// HM's rate tables: made when a block needs them, and turned into the spec's terms.
#ifndef NNRDOQ_HM_COSTS_H
#define NNRDOQ_HM_COSTS_H

#include "ContextTables.h"
#include "TComTU.h"
#include "TComTrQuant.h"
#include "nnrdoq_hm_encoder.h"

namespace nnrdoq_hm {

// What Estimate::fill does; a template because TLibCommon does not know the entropy coder's class.
template <typename Coder>
void fillEstimate(const Estimate& e) {
  // Rates depend on the scan where width and height differ.
  const COEFF_SCAN_TYPE scan =
      e.width == e.height
          ? SCAN_DIAG
          : COEFF_SCAN_TYPE(e.cu->getCoefScanIdx(e.part, e.width, e.height, e.component));
  static_cast<Coder*>(e.coder)->estimateBit(static_cast<estBitsSbacStruct*>(e.bits), e.width,
                                            e.height, toChannelType(e.component), scan);
}

// Whether HM is to fill its rate tables although its own RDOQ does not need them.
inline bool wantsCosts(const nnrdoq_hm_encoder* encoder) {
  return encoder && encoder->host.is_on && encoder->host.needs_costs && !encoder->hostEstimates;
}

template <typename Coder>
void estimateLater(nnrdoq_hm_encoder* encoder, Coder* coder, estBitsSbacStruct* bits,
                   TComDataCU* cu, UInt part, Int width, Int height, ComponentID component) {
  const Estimate estimate = {fillEstimate<Coder>, coder, bits, cu, part, width, height, component};
  encoder->estimate = estimate;
}

// Copies of a size the compiler knows: in registers, where it would call a function for others.
template <int COUNT>
inline void copyRates(Int* to, const Int* from) {
  for (int i = 0; i < COUNT; i++) to[i] = from[i];
}

// Takes the rates that blocks of one size (log2 - 2) and channel type need.
template <int SIZE, bool LUMA>
inline void takeCosts(const estBitsSbacStruct& bits, nnrdoq_costs* costs) {
  const int channel = LUMA ? CHANNEL_TYPE_LUMA : CHANNEL_TYPE_CHROMA;
  const int ones = LUMA ? NUM_ONE_FLAG_CTX_LUMA : NUM_ONE_FLAG_CTX_CHROMA;
  const int twos = LUMA ? NUM_ABS_FLAG_CTX_LUMA : NUM_ABS_FLAG_CTX_CHROMA;
  // sig_coeff_flag: DC, then the contexts of the block's size
  const int first = SIZE == 0 ? 0 : SIZE == 1 ? 9 : LUMA ? 21 : 12;
  const int count = SIZE == 0 ? 9 : !LUMA ? 3 : SIZE == 1 ? 12 : 6;
  const int prefixes = 2 * (SIZE + 2);
  const Int(*sig)[2] = bits.significantBits + (LUMA ? 0 : NUM_SIG_FLAG_CTX_LUMA);
  copyRates<4>(costs->coded_sub_block_flag[0], bits.significantCoeffGroupBits[0]);
  copyRates<2>(costs->sig_coeff_flag[0], sig[0]);
  copyRates<2 * count>(costs->sig_coeff_flag[first], sig[first]);
  copyRates<2 * ones>(costs->coeff_abs_level_greater1_flag[0],
                      bits.m_greaterOneBits[LUMA ? 0 : NUM_ONE_FLAG_CTX_LUMA]);
  copyRates<2 * twos>(costs->coeff_abs_level_greater2_flag[0],
                      bits.m_levelAbsBits[LUMA ? 0 : NUM_ABS_FLAG_CTX_LUMA]);
  copyRates<prefixes>(costs->last_sig_coeff_x_prefix, bits.lastXBits[channel]);
  copyRates<prefixes>(costs->last_sig_coeff_y_prefix, bits.lastYBits[channel]);
}

template <bool LUMA>
inline void takeCosts(int log2Size, const estBitsSbacStruct& bits, nnrdoq_costs* costs) {
  switch (log2Size) {
    case 2: takeCosts<0, LUMA>(bits, costs); break;
    case 3: takeCosts<1, LUMA>(bits, costs); break;
    case 4: takeCosts<2, LUMA>(bits, costs); break;
    default: takeCosts<3, LUMA>(bits, costs); break;
  }
}

// HM's rate tables, filled if they are not, in the spec's terms; coded_block_flag is the block's
// own affair.
inline nnrdoq_costs* takeCosts(nnrdoq_hm_encoder* encoder, int log2Size, bool luma,
                               const estBitsSbacStruct& bits) {
  Estimate& pending = encoder->estimate;
  if (pending.fill) {
    pending.fill(pending);
    pending.fill = nullptr;
  }
  nnrdoq_costs* const costs = &encoder->costs[log2Size - 2][luma ? 0 : 1];
  if (luma) {
    takeCosts<true>(log2Size, bits, costs);
  } else {
    takeCosts<false>(log2Size, bits, costs);
  }
  return costs;
}

}  // namespace nnrdoq_hm

#endif
