// Joins HM's quantization to nnrdoq. Included by TComTrQuant.cpp and TEncSearch.cpp of a patched
// HM; the lines that `nnrdoq hm patch` inserts there are the macros at the end.
#ifndef NNRDOQ_HM_H
#define NNRDOQ_HM_H

#include "nnrdoq_hm_costs.h"

namespace nnrdoq_hm {

// What TComTrQuant keeps to itself and a block depends on.
struct Settings {
  const estBitsSbacStruct* bits;
  Double lambda;
  bool scalingList;
  bool adaptiveQpSelection;
  bool selectiveRdoq;
};

// One block on its way through HM's quantization, from entry to end of xQuant. Measures its time
// and records it at the end of its life, whoever quantized it.
class Block {
 public:
  // encoder: null if nnrdoq is off.
  Block(nnrdoq_hm_encoder* encoder, TComTU& tu, TCoeff* source, TCoeff* levels, TCoeff& absSum,
        ComponentID component, const QpParam& qp)
      : encoder_(encoder),
        tu_(tu),
        source_(source),
        levels_(levels),
        absSum_(absSum),
        component_(component),
        qp_(qp),
        begin_(isTimed() ? nnrdoq_host_now(CLOCK_MONOTONIC) : 0),
        record_(false) {}

  ~Block() {
    if (isTimed()) measured(nnrdoq_host_now(CLOCK_MONOTONIC) - begin_);
    if (record_ && (encoder_->recordZeros || !roundsToZero())) {
      nnrdoq_host_record(&encoder_->host, &block_);
    }
  }

  // True if the block is done; false if HM's own code is to quantize it.
  bool quantize(const Settings& settings) {
    nnrdoq_host& host = encoder_->host;
    const bool luma = isLuma(component_);
    const bool supported = describe(settings);
    record_ = supported && host.records;
    if (!supported || !host.quantizes || (!luma && !encoder_->chroma)) {
      if (record_) fillCosts(settings);
      if (host.quantizes) count(NNRDOQ_HOST_UNSUPPORTED);
      return false;
    }
    if (nnrdoq_host_is_zero(&host.bounds, host.info.zero_rule, &block_)) {
      if (record_) fillCosts(settings);
      if (block_.log2_size == 2) {
        memset(levels_, 0, sizeof(TCoeff) << 4);
      } else {
        memset(levels_, 0, sizeof(TCoeff) << (2 * block_.log2_size));
      }
      absSum_ = 0;
      count(NNRDOQ_HOST_ZERO);
      return true;
    }
    if (host.needs_costs) fillCosts(settings);
    nnrdoq_host_quantize(&host, &host.total, &block_);
    absSum_ = static_cast<TCoeff>(block_.abs_sum);
    return true;
  }

 private:
  Block(const Block&);
  Block& operator=(const Block&);

  bool isTimed() const { return encoder_ && encoder_->host.total.times; }

  int log2Size() const { return g_aucConvertToBit[tu_.getRect(component_).width] + 2; }

  void count(nnrdoq_host_outcome outcome) {
    nnrdoq_host_count(&encoder_->host.total, outcome, log2Size(), !isLuma(component_));
  }

  void measured(uint64_t nanoseconds) {
    const TComRectangle& rect = tu_.getRect(component_);
    const TComSPS& sps = *tu_.getCU()->getSlice()->getSPS();
    const int qp = 6 * qp_.per + qp_.rem;
    const int shift = nnrdoq_host_shift(qp, sps.getBitDepth(toChannelType(component_)), log2Size());
    const int zero = nnrdoq_host_is_below(&encoder_->host.bounds, NNRDOQ_HOST_NEAREST, source_,
                                          rect.width * rect.height, qp, shift);
    nnrdoq_host_measured(&encoder_->host.total, log2Size(), !isLuma(component_), zero, nanoseconds);
  }

  // Whether no quantizer has a choice in block_. Where one has, but makes all levels 0, is for others to
  // learn from.
  bool roundsToZero() const {
    return nnrdoq_host_is_below(&encoder_->host.bounds, NNRDOQ_HOST_NEAREST, block_.coefficients,
                                1 << (2 * block_.log2_size), block_.qp,
                                nnrdoq_host_shift(block_.qp, block_.bit_depth, block_.log2_size));
  }

  // Fills block_; false if nnrdoq does not know blocks of this kind.
  bool describe(const Settings& settings) {
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
        range.getExtendedPrecisionProcessingFlag() ||
        range.getPersistentRiceAdaptationEnabledFlag() ||
        range.getTransformSkipContextEnabledFlag() || range.getTransformSkipRotationEnabledFlag() ||
        sps.getMaxLog2TrDynamicRange(channel) != 15 || (transformSkip && rect.width != 4) ||
        slice.getPPS()->getPpsRangeExtension().getCrossComponentPredictionEnabledFlag() ||
        settings.scalingList || settings.adaptiveQpSelection || settings.selectiveRdoq) {
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
    block_.lambda = settings.lambda;
    block_.coefficients = source_;
    block_.levels = levels_;
    block_.costs = nullptr;
    return true;
  }

  void fillCosts(const Settings& settings) {
    nnrdoq_costs* const costs =
        takeCosts(encoder_, block_.log2_size, isLuma(component_), *settings.bits);
    copyRates<2>(costs->coded_block_flag,
                 codedBlockFlag(*settings.bits, toChannelType(component_)));
    block_.costs = costs;
  }

  const Int* codedBlockFlag(const estBitsSbacStruct& bits, ChannelType channel) {
    TComDataCU& cu = *tu_.getCU();
    const UInt part = tu_.GetAbsPartIdxTU();
    if (!cu.isIntra(part) && isLuma(component_) && cu.getTransformIdx(part) == 0) {
      return bits.blockRootCbpBits[0];
    }
    return bits.blockCbpBits[cu.getCtxQtCbf(tu_, channel) + getCBFContextOffset(component_)];
  }

  nnrdoq_hm_encoder* const encoder_;
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
#define NNRDOQ_QUANTIZE(tu, source, levels, absSum, component, qp)                             \
  nnrdoq_hm::Block nnrdoqBlock(nnrdoq, tu, source, levels, absSum, component, qp);             \
  if (nnrdoq && nnrdoq->host.is_on) {                                                          \
    const nnrdoq_hm::Settings nnrdoqSettings = {                                               \
        m_pcEstBitsSbac, m_dLambda,                                                            \
        getUseScalingList(tu.getRect(component).width, tu.getRect(component).height,           \
                          tu.getCU()->getTransformSkip(tu.GetAbsPartIdxTU(), component) != 0), \
        NNRDOQ_ADAPTIVE_QP_SELECTION, m_useRDOQ && m_useSelectiveRDOQ};                        \
    if (nnrdoqBlock.quantize(nnrdoqSettings)) return;                                          \
  }

#if ADAPTIVE_QP_SELECTION
#define NNRDOQ_ADAPTIVE_QP_SELECTION m_bUseAdaptQpSelect
#else
#define NNRDOQ_ADAPTIVE_QP_SELECTION false
#endif

// Where a block leaves HM's quantization before xQuant.
#define NNRDOQ_BYPASSED(condition, width, component)                                              \
  if (nnrdoq && nnrdoq->host.quantizes && (condition)) {                                          \
    nnrdoq_host_count(&nnrdoq->host.total, NNRDOQ_HOST_UNSUPPORTED, g_aucConvertToBit[width] + 2, \
                      !isLuma(component));                                                        \
  }

// Before HM's own estimation of rates in TEncSearch.
#define NNRDOQ_ESTIMATE(condition, part, width, height, component)                                \
  if (nnrdoq_hm::wantsCosts(m_pcTrQuant->nnrdoq) && (condition)) {                                \
    nnrdoq_hm::estimateLater(m_pcTrQuant->nnrdoq, m_pcEntropyCoder, m_pcTrQuant->m_pcEstBitsSbac, \
                             pcCU, part, width, height, component);                               \
  }

#endif
