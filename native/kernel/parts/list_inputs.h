// What networks over lists see of a block: sixteen bytes of each level, and rows of the block. The
// C++ counterpart of org.nnrdoq.quantizer.net.LevelList and LevelFeatures, which explains every
// number. Prices are in 1/16 bit.
#ifndef NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H
#define NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H

#include <math.h>

#include "group.h"
#include "rates.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int PRICE_SHIFT = 11;  // of rates in 1/32768 bit
constexpr int MAX_LIST_ERROR = 1023;
constexpr int MAX_CUT = 4095;
constexpr int MAX_ZEROED = 15;

inline int priceOf(int32_t rate) { return (rate + (1 << (PRICE_SHIFT - 1))) >> PRICE_SHIFT; }

// What a squared error of so many 1/128 squared steps is worth.
inline int errorPrice(int bitsPerStep, int error) { return (bitsPerStep * error) >> PRICE_SHIFT; }

inline int least(int a, int b) { return a < b ? a : b; }

// The state of a group's coding between two levels: org.nnrdoq.hevc.residual.GroupState.
struct GroupState {
  int ctxSet;
  int flags = 0;  // greater1 flags so far
  bool greater1 = false;
  int rice = 0;

  LevelContext context() const {
    const int ctx = greater1 ? 0 : least(flags + 1, 3);
    const int base = flags == MAX_GREATER1_FLAGS ? 1 : greater1 ? 2 : 3;
    return {greater1Context(ctxSet, ctx), ctxSet, rice, base};
  }

  void add(int level) {
    rice = nextRice(level, rice);
    if (flags == MAX_GREATER1_FLAGS) return;
    flags++;
    greater1 = greater1 || level > 1;
  }
};

// Half octaves of the price of a squared step, 0..15.
inline int priceClass(int bitsPerStep) {
  const int octave = floorLog2(static_cast<uint32_t>(bitsPerStep));
  const int eighths = 8 * octave + ((bitsPerStep << 3 >> octave) & 7);
  const int halves = (eighths - 32) >> 2;
  return halves < 0 ? 0 : least(halves, 15);
}

// Class of the number of levels, 0..14.
inline int countClass(int count) {
  if (count <= 8) return count - 1;
  return 8 + (count > 12) + (count > 16) + (count > 24) + (count > 32) + (count > 64) +
         (count > 128);
}

void computeWorth(const nnrdoq_block& b, double rateWeight, ListWorth* worth) {
  const Rounding& q = TABLES.rounding[b.qp][b.bit_depth + b.log2_size - 10];
  // A step's square in samples of 8 bit: powers of two are exact, whatever their order.
  const double inverse = 1.0 / q.scale / q.scale;
  const double squaredStep = ldexp(inverse, 2 * (14 + b.qp / 6) - 2 * (b.bit_depth - 8));
  const double bits = 256 * squaredStep / (b.lambda * rateWeight);
  worth->lambda = b.lambda;
  worth->rateWeight = rateWeight;
  worth->qp = b.qp;
  worth->bitDepth = b.bit_depth;
  worth->bitsPerStep = !(bits < 65535) ? 65535 : bits < 1 ? 1 : static_cast<int32_t>(rint(bits));
}

inline int bitsPerStep(const ListNetwork& network, const nnrdoq_block& b, LevelList& list) {
  const double rateWeight = network.rateWeights[2 * b.slice_type + (b.c_idx > 0)];
  ListWorth* const worth = &list.worth[b.c_idx];
  if (b.lambda != worth->lambda || rateWeight != worth->rateWeight || b.qp != worth->qp ||
      b.bit_depth != worth->bitDepth) {
    computeWorth(b, rateWeight, worth);
  }
  return worth->bitsPerStep;
}

// Adds up the first layer's biases.
inline void chooseRows(const ListNetwork& network, const nnrdoq_block& b, LevelList& list) {
  const int mode = b.slice_type == NNRDOQ_SLICE_I
                       ? 0
                       : (b.slice_type == NNRDOQ_SLICE_P ? 1 : 3) + (b.pred_mode != NNRDOQ_INTRA);
  const int rows[LIST_CHOICES] = {LIST_SIZE_ROWS + b.log2_size - 2 + (b.c_idx > 0 ? 4 : 0),
                                  LIST_MODE_ROWS + mode, LIST_SCAN_ROWS + b.scan_idx,
                                  LIST_PRICE_ROWS + priceClass(list.bitsPerStep),
                                  LIST_COUNT_ROWS + countClass(list.count)};
  for (int o = 0; o < MOST_LIST_CHANNELS; o++) {
    int sum = network.layers[0].bias[o];
    for (int row : rows) sum += network.rows[row][o];
    list.bias[o] = static_cast<int16_t>(sum);
  }
}

// Describes the levels of a block, group by group in coding order.
class ListInputs {
 public:
  ListInputs(const nnrdoq_block& b, const nnrdoq_costs& costs, Scratch& s)
      : b_(b),
        costs_(costs),
        f_(s.features),
        list_(s.levels),
        scan_(scanOf(b.log2_size, b.scan_idx)),
        cut_(0),
        raised_(false) {}

  void describe() {
    int at = 0;
    CodedGroups coded;
    for (uint64_t rest = f_.full; rest != 0; rest &= rest - 1) {
      const int i = __builtin_ctzll(rest);
      list_.starts[i] = static_cast<uint16_t>(at);
      at += __builtin_popcount(f_.masks[i]);
      coded.add(scan_.groupX[i], scan_.groupY[i]);
    }
    at_ = list_.count - 1;
    next_ = (63 - __builtin_clzll(f_.full)) << 4 | floorLog2(f_.masks[63 - __builtin_clzll(f_.full)]);
    lastPrice_ = lastPosition(next_);
    for (uint64_t rest = f_.full; rest != 0;) {
      const int i = 63 - __builtin_clzll(rest);
      rest ^= uint64_t{1} << i;
      describeGroup(i, coded.around(scan_.groupX[i], scan_.groupY[i]), rest);
    }
  }

 private:
  // Input k of level j.
  void set(int k, int j, int value) {
    uint8_t* const to = reinterpret_cast<uint8_t*>(list_.inputs[k / 2] + LIST_BEGIN + j) + (k & 1);
    *to = static_cast<uint8_t>((value < -127 ? -127 : least(value, 127)) + INPUT_OFFSET);
  }

  int lastPosition(int scanPos) const {
    return priceOf(lastPositionRate(costs_, b_.scan_idx, scan_.x[scanPos], scan_.y[scanPos]));
  }

  // What cutting off all levels up to j, which is coded before position n, costs.
  void setCut(int j, int scanPos, const int32_t* sig) {
    set(4, j, (cut_ - priceOf(sig[1]) + lastPosition(scanPos) - lastPrice_) >> 1);
  }

  void describeGroup(int i, int around, uint64_t rest) {
    const SigContexts& sig = sigContexts(b_.log2_size, b_.c_idx, b_.scan_idx, around, i == 0);
    int zeros[17] = {};
    int32_t rate = 0;
    for (int n = 0; n < 16; n++) {
      rate += costs_.sig_coeff_flag[sig.at[n]][0];
      zeros[n + 1] = priceOf(rate);
    }
    const int csbf = codedSubBlockContext(around);
    const bool isFirst = at_ == list_.count - 1;
    const unsigned mask = f_.masks[i];
    const int end = at_;
    if (!isFirst) {
      const int n = floorLog2(mask);
      cut_ = cut_ < -MAX_CUT ? -MAX_CUT : least(cut_, MAX_CUT);
      if (i > 0) cut_ -= priceOf(costs_.coded_sub_block_flag[csbf][1]);
      cut_ -= zeros[16] - zeros[n + 1];
      setCut(at_ + 1, i << 4 | n, costs_.sig_coeff_flag[sig.at[n]]);
    }
    GroupState state{ctxSetOf(i, b_.c_idx, raised_ ? 0 : 1)};
    const int count = __builtin_popcount(mask);
    int sum = 0;
    int zeroing = 0;
    for (unsigned levels = mask; levels != 0;) {
      const int n = floorLog2(levels);
      levels ^= 1u << n;
      zeroing += describeLevel(i, n, state, sig, isFirst);
      sum = least(sum + f_.levels[i][n], 31);
      surround(i, n, levels, rest, count, around);
      if (levels != 0) {
        const int m = floorLog2(levels);
        cut_ -= zeros[n] - zeros[m + 1];
        setCut(at_, i << 4 | m, costs_.sig_coeff_flag[sig.at[m]]);
      } else if (rest != 0) {
        cut_ -= zeros[n];
      } else {
        const int flag = costs_.coded_block_flag[0] - costs_.coded_block_flag[1];
        set(4, at_, (cut_ - lastPrice_ + priceOf(flag)) >> 1);
      }
      state.add(f_.levels[i][n]);
      at_--;
    }
    raised_ = state.greater1;
    if (!isFirst && i > 0) {
      const int32_t* const flag = costs_.coded_sub_block_flag[csbf];
      zeroing -= priceOf(flag[1] - flag[0]) + zeros[16];
    }
    for (int j = at_ + 1; j <= end; j++) {
      set(3, j, zeroing >> 1);
      set(13, j, 4 * sum);
    }
  }

  // Gives back what zeroing the level costs, the last position left out.
  int describeLevel(int i, int n, const GroupState& state, const SigContexts& sig, bool isFirst) {
    const bool isLast = isFirst && at_ == list_.count - 1;
    const int level = f_.levels[i][n];
    const int fraction = f_.fractions[i][n];
    const LevelContext context = state.context();
    const int rate = levelRate(costs_, level, context);
    const int lowerRate = levelRate(costs_, level - 1, context);
    const int32_t* const flag = costs_.sig_coeff_flag[sig.at[n]];
    const int sigPrice = isLast ? 0 : priceOf(flag[1] - flag[0]);
    const int lowerError = errorPrice(list_.bitsPerStep, 128 + fraction);
    const int zeroed = least(level, MAX_ZEROED);
    const int zeroError =
        least(errorPrice(list_.bitsPerStep, zeroed * (128 * zeroed + fraction)), MAX_LIST_ERROR);
    const int zeroing = zeroError - priceOf(rate) - sigPrice;
    set(0, at_, lowerError - priceOf(rate - lowerRate) - (level == 1 ? sigPrice : 0));
    set(1, at_, zeroing);
    set(2, at_, sigPrice);
    set(5, at_, 16 * state.rice + (state.flags == MAX_GREATER1_FLAGS ? 48 : 0));
    set(6, at_, level == 1 ? 0 : level == 2 ? 64 : level == 3 ? 96 : 127);
    set(7, at_, 14 * state.flags);
    set(8, at_, isLast ? 64 : 0);
    set(14, at_, fraction);
    cut_ += zeroError - priceOf(rate) - (isLast ? 0 : priceOf(flag[1]));
    return zeroing;
  }

  // levels: those of the group coded later; rest: groups coded later.
  void surround(int i, int n, unsigned levels, uint64_t rest, int count, int around) {
    const int scanPos = i << 4 | n;
    int after = -1;
    if (levels != 0) {
      after = i << 4 | floorLog2(levels);
    } else if (rest != 0) {
      const int group = 63 - __builtin_clzll(rest);
      after = group << 4 | floorLog2(f_.masks[group]);
    }
    set(9, at_, 4 * least(at_, 31));
    set(10, at_, 8 * least(count, 15));
    set(11, at_, 8 * least(next_ - scanPos, 15));
    set(12, at_, 8 * least(scanPos - 1 - after, 15));
    set(15, at_, 32 * around);
    next_ = scanPos - 1;
  }

  const nnrdoq_block& b_;
  const nnrdoq_costs& costs_;
  const Features& f_;
  LevelList& list_;
  const Scan& scan_;
  int at_;         // index of the level at hand
  int next_;       // position before the level coded before, or that of the block's last level
  int lastPrice_;  // of the block's last position
  int cut_;        // what zeroing all levels so far costs, the last position left out
  bool raised_;    // the group coded before raises the context set
};

// Lists the levels of a block that has some, and describes them.
void makeListInputs(const ListNetwork& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                    Scratch& s) {
  s.levels.count = s.features.nonZeros;
  s.levels.bitsPerStep = bitsPerStep(network, b, s.levels);
  ListInputs(b, costs, s).describe();
  chooseRows(network, b, s.levels);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H
