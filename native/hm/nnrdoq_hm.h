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
  const COEFF_SCAN_TYPE scan =
      COEFF_SCAN_TYPE(e.cu->getCoefScanIdx(e.part, e.width, e.height, e.component));
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
      memset(levels_, 0, sizeof(TCoeff) * static_cast<size_t>(coefficients));
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

  // HM's rate tables of this block in the spec's terms; what the block cannot use stays 0.
  void fillCosts(const Host& host) {
    Estimate& pending = estimate();
    if (pending.fill) {
      pending.fill(pending);
      pending.fill = nullptr;
    }
    const estBitsSbacStruct& bits = *host.bits;
    const ChannelType channel = toChannelType(component_);
    const bool luma = isLuma(component_);
    const int size = block_.log2_size - 2;
    memset(&costs_, 0, sizeof costs_);
    memcpy(costs_.coded_sub_block_flag, bits.significantCoeffGroupBits,
           sizeof costs_.coded_sub_block_flag);
    // sig_coeff_flag: DC, then the contexts of the block's size
    const int first = significanceMapContextSetStart[channel][size < 2 ? size : 2];
    const int count = significanceMapContextSetSize[channel][size < 2 ? size : 2];
    const Int(*sig)[2] = bits.significantBits + getSignificanceMapContextOffset(component_);
    memcpy(costs_.sig_coeff_flag[0], sig[0], sizeof sig[0]);
    memcpy(costs_.sig_coeff_flag[first], sig[first], sizeof sig[0] * static_cast<size_t>(count));
    const int ones = luma ? NUM_ONE_FLAG_CTX_LUMA : NUM_ONE_FLAG_CTX_CHROMA;
    const int twos = luma ? NUM_ABS_FLAG_CTX_LUMA : NUM_ABS_FLAG_CTX_CHROMA;
    memcpy(costs_.coeff_abs_level_greater1_flag,
           bits.m_greaterOneBits + (luma ? 0 : NUM_ONE_FLAG_CTX_LUMA),
           sizeof costs_.coeff_abs_level_greater1_flag[0] * static_cast<size_t>(ones));
    memcpy(costs_.coeff_abs_level_greater2_flag,
           bits.m_levelAbsBits + (luma ? 0 : NUM_ABS_FLAG_CTX_LUMA),
           sizeof costs_.coeff_abs_level_greater2_flag[0] * static_cast<size_t>(twos));
    const size_t prefixes = sizeof(int32_t) * 2 * block_.log2_size;
    memcpy(costs_.last_sig_coeff_x_prefix, bits.lastXBits[channel], prefixes);
    memcpy(costs_.last_sig_coeff_y_prefix, bits.lastYBits[channel], prefixes);
    memcpy(costs_.coded_block_flag, codedBlockFlag(bits, channel), sizeof costs_.coded_block_flag);
    block_.costs = &costs_;
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
  nnrdoq_costs costs_;
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
