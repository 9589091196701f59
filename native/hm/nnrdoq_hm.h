// Joins HM's quantization to nnrdoq. Included by TComTrQuant.cpp and TEncSearch.cpp of a patched
// HM; the lines that `nnrdoq hm patch` inserts there are the macros at the end.
#ifndef NNRDOQ_HM_H
#define NNRDOQ_HM_H

#include "CommonDef.h"
#include "ContextTables.h"
#include "TComTU.h"
#include "TComTrQuant.h"
#include "nnrdoq_hook.h"

namespace nnrdoq_hm {

// What TComTrQuant keeps to itself and a block depends on.
struct Host {
  const estBitsSbacStruct* bits;
  Double lambda;
  bool scalingList;
  bool adaptiveQpSelection;
  bool selectiveRdoq;
};

// HM's rate tables, to be filled when a block turns out to need them: many round to zero, and the
// context states stay as they are from here to the block's quantization.
struct Estimate {
  void (*fill)(const Estimate&);  // null: the tables are filled
  void* coder;
  estBitsSbacStruct* bits;
  TComDataCU* cu;
  UInt part;
  Int width;
  Int height;
  ComponentID component;
};

template <int>
struct EstimateHolder {
  static Estimate estimate;
};
template <int N>
Estimate EstimateHolder<N>::estimate;

inline Estimate& estimate() { return EstimateHolder<0>::estimate; }

// What Estimate::fill does; a template because TLibCommon does not know the entropy coder's class.
template <typename Coder>
void fillEstimate(const Estimate& e) {
  // Rates depend on the scan where width and height differ.
  const COEFF_SCAN_TYPE scan =
      e.width == e.height
          ? SCAN_DIAG
          : COEFF_SCAN_TYPE(e.cu->getCoefScanIdx(e.part, e.width, e.height, e.component));
  static_cast<Coder*>(e.coder)->estimateBit(e.bits, e.width, e.height,
                                            toChannelType(e.component), scan);
}

// Whether HM is to fill its rate tables although its own RDOQ does not need them.
inline bool wantsCosts() {
  const nnrdoq_hook::State& s = nnrdoq_hook::state();
  return s.on && s.needsCosts && !s.hostEstimates;
}

template <typename Coder>
void estimateLater(Coder* coder, estBitsSbacStruct* bits, TComDataCU* cu, UInt part, Int width,
                   Int height, ComponentID component) {
  Estimate& e = estimate();
  e.fill = fillEstimate<Coder>;
  e.coder = coder;
  e.bits = bits;
  e.cu = cu;
  e.part = part;
  e.width = width;
  e.height = height;
  e.component = component;
}

// Copies of a size the compiler knows: in registers, where it would call a function for others.
template <int COUNT>
inline void copyRates(Int* to, const Int* from) {
  for (int i = 0; i < COUNT; i++) to[i] = from[i];
}

// HM's rate tables of blocks of one size (log2 - 2) and channel type in the spec's terms. What such
// blocks cannot use stays 0, so each has rates of its own.
template <int SIZE, bool LUMA>
struct Costs {
  static nnrdoq_costs costs;
  static nnrdoq_costs& take(const estBitsSbacStruct& bits) {
    const int channel = LUMA ? CHANNEL_TYPE_LUMA : CHANNEL_TYPE_CHROMA;
    const int ones = LUMA ? NUM_ONE_FLAG_CTX_LUMA : NUM_ONE_FLAG_CTX_CHROMA;
    const int twos = LUMA ? NUM_ABS_FLAG_CTX_LUMA : NUM_ABS_FLAG_CTX_CHROMA;
    // sig_coeff_flag: DC, then the contexts of the block's size
    const int first = SIZE == 0 ? 0 : SIZE == 1 ? 9 : LUMA ? 21 : 12;
    const int count = SIZE == 0 ? 9 : !LUMA ? 3 : SIZE == 1 ? 12 : 6;
    const int prefixes = 2 * (SIZE + 2);
    const Int(*sig)[2] = bits.significantBits + (LUMA ? 0 : NUM_SIG_FLAG_CTX_LUMA);
    copyRates<4>(costs.coded_sub_block_flag[0], bits.significantCoeffGroupBits[0]);
    copyRates<2>(costs.sig_coeff_flag[0], sig[0]);
    copyRates<2 * count>(costs.sig_coeff_flag[first], sig[first]);
    copyRates<2 * ones>(costs.coeff_abs_level_greater1_flag[0],
                        bits.m_greaterOneBits[LUMA ? 0 : NUM_ONE_FLAG_CTX_LUMA]);
    copyRates<2 * twos>(costs.coeff_abs_level_greater2_flag[0],
                        bits.m_levelAbsBits[LUMA ? 0 : NUM_ABS_FLAG_CTX_LUMA]);
    copyRates<prefixes>(costs.last_sig_coeff_x_prefix, bits.lastXBits[channel]);
    copyRates<prefixes>(costs.last_sig_coeff_y_prefix, bits.lastYBits[channel]);
    return costs;
  }
};
template <int SIZE, bool LUMA>
nnrdoq_costs Costs<SIZE, LUMA>::costs;

template <bool LUMA>
inline nnrdoq_costs& takeCosts(int log2Size, const estBitsSbacStruct& bits) {
  switch (log2Size) {
    case 2: return Costs<0, LUMA>::take(bits);
    case 3: return Costs<1, LUMA>::take(bits);
    case 4: return Costs<2, LUMA>::take(bits);
    default: return Costs<3, LUMA>::take(bits);
  }
}

// One block on its way through HM's quantization, from entry to end of xQuant. Measures its time and
// records it at the end of its life, whoever quantized it.
class Block {
 public:
  Block(TComTU& tu, TCoeff* source, TCoeff* levels, TCoeff& absSum, ComponentID component,
        const QpParam& qp)
      : tu_(tu), source_(source), levels_(levels), absSum_(absSum), component_(component), qp_(qp),
        begin_(nnrdoq_hook::state().times ? nnrdoq_hook::nanoseconds() : 0), record_(false) {}

  ~Block() {
    if (nnrdoq_hook::state().times) measured(nnrdoq_hook::nanoseconds() - begin_);
    if (record_ && (nnrdoq_hook::state().recordZeros || absSum_ != 0)) {
      nnrdoq_hook::record(&block_);
    }
  }

  // True if the block is done; false if HM's own code is to quantize it.
  bool quantize(const Host& host) {
    const nnrdoq_hook::State& s = nnrdoq_hook::state();
    const bool chroma = !isLuma(component_);
    const int log2Size = g_aucConvertToBit[tu_.getRect(component_).width] + 2;
    if (!describe(host)) {
      if (s.quantizes) nnrdoq_hook::count(nnrdoq_hook::UNSUPPORTED, log2Size, chroma);
      return false;
    }
    record_ = s.records;
    if (!s.quantizes || (chroma && !s.chroma)) {
      if (record_) fillCosts(host);
      if (s.quantizes) nnrdoq_hook::count(nnrdoq_hook::UNSUPPORTED, log2Size, chroma);
      return false;
    }
    const int coefficients = 1 << (2 * log2Size);
    if (nnrdoq_hook::isZero(source_, coefficients, g_quantScales[qp_.rem],
                            shift(block_.bit_depth, log2Size),
                            block_.slice_type == NNRDOQ_SLICE_I)) {
      if (record_ && s.recordZeros) fillCosts(host);
      if (log2Size == 2) {
        memset(levels_, 0, sizeof(TCoeff) << 4);
      } else {
        memset(levels_, 0, sizeof(TCoeff) * static_cast<size_t>(coefficients));
      }
      absSum_ = 0;
      nnrdoq_hook::count(nnrdoq_hook::ZERO, log2Size, chroma);
      return true;
    }
    if (s.needsCosts) fillCosts(host);
    nnrdoq_hook::quantize(&block_);
    absSum_ = static_cast<TCoeff>(block_.abs_sum);
    return true;
  }

 private:
  Block(const Block&);
  Block& operator=(const Block&);

  void measured(uint64_t nanoseconds) {
    const int width = tu_.getRect(component_).width;
    const int log2Size = g_aucConvertToBit[width] + 2;
    const TComSPS& sps = *tu_.getCU()->getSlice()->getSPS();
    const bool zero = nnrdoq_hook::roundsToZero(
        source_, width * tu_.getRect(component_).height, g_quantScales[qp_.rem],
        shift(sps.getBitDepth(toChannelType(component_)), log2Size));
    nnrdoq_hook::state()
        .times->of[nnrdoq_hook::sizeIndex(log2Size)][isLuma(component_) ? 0 : 1][zero ? 1 : 0]
        .add(nanoseconds);
  }

  // Of the levels: |c| * scale >> shift.
  int shift(int bitDepth, int log2Size) const {
    return QUANT_SHIFT + qp_.per + 15 - bitDepth - log2Size;
  }

  // Fills block_; false if nnrdoq does not know blocks of this kind.
  bool describe(const Host& host) {
    TComDataCU& cu = *tu_.getCU();
    const TComSlice& slice = *cu.getSlice();
    const TComSPS& sps = *slice.getSPS();
    const TComSPSRExt& range = sps.getSpsRangeExtension();
    const TComRectangle& rect = tu_.getRect(component_);
    const UInt part = tu_.GetAbsPartIdxTU();
    const ChannelType channel = toChannelType(component_);
    const ChromaFormat format = sps.getChromaFormatIdc();
    const Int bitDepth = sps.getBitDepth(channel);
    const bool transformSkip = cu.getTransformSkip(part, component_) != 0;
    if ((format != CHROMA_420 && format != CHROMA_400) || rect.width != rect.height ||
        rect.width < 4 || rect.width > 32 || bitDepth < 8 || bitDepth > 12 ||
        range.getExtendedPrecisionProcessingFlag() || range.getPersistentRiceAdaptationEnabledFlag() ||
        range.getTransformSkipContextEnabledFlag() || range.getTransformSkipRotationEnabledFlag() ||
        sps.getMaxLog2TrDynamicRange(channel) != 15 || (transformSkip && rect.width != 4) ||
        slice.getPPS()->getPpsRangeExtension().getCrossComponentPredictionEnabledFlag() ||
        host.scalingList || host.adaptiveQpSelection || host.selectiveRdoq) {
      return false;
    }
    memset(&block_, 0, sizeof block_);
    block_.size = sizeof block_;
    block_.log2_size = static_cast<uint8_t>(g_aucConvertToBit[rect.width] + 2);
    block_.c_idx = static_cast<uint8_t>(component_);
    block_.pred_mode = cu.isIntra(part) ? NNRDOQ_INTRA : NNRDOQ_INTER;
    block_.slice_type = static_cast<uint8_t>(slice.getSliceType());
    block_.scan_idx = static_cast<uint8_t>(
        cu.getCoefScanIdx(tu_.GetAbsPartIdxTU(component_), rect.width, rect.height, component_));
    block_.bit_depth = static_cast<uint8_t>(bitDepth);
    block_.qp = static_cast<uint8_t>(qp_.Qp);
    block_.transform_skip = transformSkip;
    block_.sign_hiding = slice.getPPS()->getSignDataHidingEnabledFlag();
    block_.lambda = host.lambda;
    block_.coefficients = source_;
    block_.levels = levels_;
    block_.costs = nullptr;
    return true;
  }

  // HM's rate tables of this block in the spec's terms.
  void fillCosts(const Host& host) {
    Estimate& pending = estimate();
    if (pending.fill) {
      pending.fill(pending);
      pending.fill = nullptr;
    }
    const estBitsSbacStruct& bits = *host.bits;
    nnrdoq_costs& costs = isLuma(component_) ? takeCosts<true>(block_.log2_size, bits)
                                             : takeCosts<false>(block_.log2_size, bits);
    copyRates<2>(costs.coded_block_flag, codedBlockFlag(bits, toChannelType(component_)));
    block_.costs = &costs;
  }

  const Int* codedBlockFlag(const estBitsSbacStruct& bits, ChannelType channel) {
    TComDataCU& cu = *tu_.getCU();
    const UInt part = tu_.GetAbsPartIdxTU();
    if (!cu.isIntra(part) && isLuma(component_) && cu.getTransformIdx(part) == 0) {
      return bits.blockRootCbpBits[0];
    }
    return bits.blockCbpBits[cu.getCtxQtCbf(tu_, channel) + getCBFContextOffset(component_)];
  }

  TComTU& tu_;
  TCoeff* const source_;
  TCoeff* const levels_;
  TCoeff& absSum_;
  const ComponentID component_;
  const QpParam& qp_;
  const uint64_t begin_;
  bool record_;
  nnrdoq_block block_;
};

static_assert(sizeof(TCoeff) == sizeof(int32_t), "nnrdoq shares coefficients as 32-bit integers");
static_assert(sizeof(Int) == sizeof(int32_t), "nnrdoq shares costs as 32-bit integers");

}  // namespace nnrdoq_hm

// At the start of TComTrQuant::xQuant.
#define NNRDOQ_QUANTIZE(tu, source, levels, absSum, component, qp)                                 \
  nnrdoq_hm::Block nnrdoqBlock(tu, source, levels, absSum, component, qp);                         \
  if (nnrdoq_hook::state().on) {                                                                   \
    const nnrdoq_hm::Host nnrdoqHost = {                                                           \
        m_pcEstBitsSbac, m_dLambda,                                                                \
        getUseScalingList(tu.getRect(component).width, tu.getRect(component).height,               \
                          tu.getCU()->getTransformSkip(tu.GetAbsPartIdxTU(), component) != 0),     \
        NNRDOQ_ADAPTIVE_QP_SELECTION, m_useRDOQ && m_useSelectiveRDOQ};                            \
    if (nnrdoqBlock.quantize(nnrdoqHost)) return;                                                  \
  }

#if ADAPTIVE_QP_SELECTION
#define NNRDOQ_ADAPTIVE_QP_SELECTION m_bUseAdaptQpSelect
#else
#define NNRDOQ_ADAPTIVE_QP_SELECTION false
#endif

// Where a block leaves HM's quantization before xQuant.
#define NNRDOQ_BYPASSED(condition, width, component)                                               \
  if (nnrdoq_hook::state().quantizes && (condition)) {                                             \
    nnrdoq_hook::count(nnrdoq_hook::UNSUPPORTED, g_aucConvertToBit[width] + 2,                     \
                       !isLuma(component));                                                        \
  }

// Before HM's own estimation of rates in TEncSearch.
#define NNRDOQ_ESTIMATE(condition, part, width, height, component)                                 \
  if (nnrdoq_hm::wantsCosts() && (condition)) {                                                    \
    nnrdoq_hm::estimateLater(m_pcEntropyCoder, m_pcTrQuant->m_pcEstBitsSbac, pcCU, part, width,    \
                             height, component);                                                   \
  }

#endif
