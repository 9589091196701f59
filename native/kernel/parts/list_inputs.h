// What networks over lists see of a block: sixteen bytes of each level, and rows of the block. The
// C++ counterpart of org.nnrdoq.quantizer.net.LevelList and LevelFeatures, which explains every
// number. All levels of a group are described at once, by their positions; what differs in them goes
// then to where they stand in the list. Prices are in 1/16 bit.
#ifndef NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H
#define NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H

#include <math.h>

#include "list_prices.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int MAX_LIST_ERROR = 1023;
constexpr int MAX_CUT = 4095;
constexpr int MAX_ZEROED = 15;

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
  worth->priceRow = LIST_PRICE_ROWS + priceClass(worth->bitsPerStep);
}

inline const ListWorth& worthOf(double rateWeight, const nnrdoq_block& b, LevelList& list) {
  ListWorth* const worth = &list.worth[b.c_idx];
  if (b.lambda != worth->lambda || rateWeight != worth->rateWeight || b.qp != worth->qp ||
      b.bit_depth != worth->bitDepth) {
    computeWorth(b, rateWeight, worth);
  }
  return *worth;
}

// Adds up the first layer's biases.
inline void chooseRows(const ListNetwork& network, const nnrdoq_block& b, int priceRow,
                       LevelList& list) {
  const int mode = b.slice_type == NNRDOQ_SLICE_I
                       ? 0
                       : (b.slice_type == NNRDOQ_SLICE_P ? 1 : 3) + (b.pred_mode != NNRDOQ_INTRA);
  const int size = LIST_SIZE_ROWS + b.log2_size - 2 + (b.c_idx > 0 ? 4 : 0);
  put(list.bias, shorts(network.layers[0].bias) + shorts(network.rows[size]) +
                     shorts(network.rows[LIST_MODE_ROWS + mode]) +
                     shorts(network.rows[LIST_SCAN_ROWS + b.scan_idx]) +
                     shorts(network.rows[priceRow]) +
                     shorts(network.rows[LIST_COUNT_ROWS + countClass(list.count)]));
}

// What a level above 3, or a Rice parameter above 0, changes in the prices of a group.
struct Remainders {
  alignas(32) int16_t kept[16] = {};
  alignas(32) int16_t lowered[16] = {};
  alignas(16) int8_t rice[16] = {};
};

// above1, above3: levels above 1 that have a greater1 flag, and levels above 3, of which there are some.
void findRemainders(const int32_t* levels, unsigned mask, unsigned above1, unsigned above3,
                    Remainders* to) {
  // Before the first level above 3 nothing changes.
  const int first = floorLog2(above3);
  int flags = __builtin_popcount(mask >> first >> 1);
  bool greater1 = above1 >> first >> 1 != 0;
  int rice = 0;
  for (unsigned rest = mask & ((2u << first) - 1); rest != 0;) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    const int level = levels[n];
    const int base = flags >= MAX_GREATER1_FLAGS ? 1 : greater1 ? 2 : 3;
    const Remainder r = level < 32 ? TABLES.remainders[rice][base - 1][level]
                                   : remainderOf(level, base, rice);
    to->kept[n] = static_cast<int16_t>(r.kept * PRICE_OF_BIT);
    to->lowered[n] = static_cast<int16_t>(r.lowered * PRICE_OF_BIT);
    to->rice[n] = static_cast<int8_t>(16 * rice);
    rice = nextRice(level, rice);
    greater1 = greater1 || level > 1;
    flags++;
  }
}

// Numbers of sixteen levels that stand one after another at the end of a register, the first coded
// one last.
constexpr Bytes SIXTEEN_PLACES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
constexpr Bytes CODED_BEFORE = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
constexpr Bytes FLAGS_BEFORE = {112, 112, 112, 112, 112, 112, 112, 112,  // 14 of each
                                98,  84,  70,  56,  42,  28,  14,  0};
constexpr Bytes FLAGS_USED_UP = {48, 48, 48, 48, 48, 48, 48, 48, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr Bytes LAST_ONE = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64};
constexpr Bytes SIZES = {0, 0, 64, 96, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127, 127};

inline Bytes allBytes(int v) { return Bytes{} + static_cast<int8_t>(v); }
inline Bytes leastOf(Bytes v, int most) {
  const Bytes all = allBytes(most);
  return v < all ? v : all;
}

// Bytes one lane up, the lowest one from another register's highest.
inline Bytes shiftedUp(Bytes v, Bytes from) {
  return __builtin_shufflevector(from, v, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                 29, 30);
}

// And one lane down, the highest one from another's lowest.
inline Bytes shiftedDown(Bytes v, Bytes from) {
  return __builtin_shufflevector(v, from, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

// Describes the levels of a block, group by group in coding order. ONLY: of a 4x4 block.
template <bool ONLY>
class ListInputs {
 public:
  ListInputs(const nnrdoq_block& b, BlockPrices& prices, Scratch& s)
      : b_(b), prices_(prices), f_(s.features), list_(s.levels) {}

  void describe() {
    if constexpr (ONLY) {
      findLast(b_.scan_idx, prices_);
      const int top = floorLog2(f_.masks[0]);
      list_.starts[0] = 0;
      lastPrice_ = prices_.last[b_.scan_idx][top];
      describeGroup(0, 0, 0);
      return;
    }
    const Scan& scan = scanOf(b_.log2_size, b_.scan_idx);
    CodedGroups coded;
    for (uint64_t rest = f_.full; rest != 0; rest &= rest - 1) {
      const int i = __builtin_ctzll(rest);
      coded.add(scan.groupX[i], scan.groupY[i]);
    }
    for (uint64_t rest = f_.full; rest != 0;) {
      const int i = 63 - __builtin_clzll(rest);
      rest ^= uint64_t{1} << i;
      list_.starts[i] = static_cast<uint16_t>(coded_);
      describeGroup(i, coded.around(scan.groupX[i], scan.groupY[i]), rest);
    }
  }

 private:
  // The pair k of inputs of the group at hand.
  void putInputs(int k, Bytes first, Bytes second) {
    const Bytes offset = allBytes(-128);
    const Shorts pairs = Vector::interleave(first ^ offset, second ^ offset);
    memcpy(list_.inputs[k] + LIST_END - 16 - coded_, &pairs, sizeof pairs);
  }

  // -127..127.
  static Bytes cut(Shorts v) {
    const Bytes bytes = Vector::packed(v);
    const Bytes most = allBytes(-127);
    return bytes > most ? bytes : most;
  }

  // What last positions in a group cost.
  Shorts lastPrices(int i) const {
    if constexpr (ONLY) return shorts(prices_.last[b_.scan_idx]);
    const Scan& scan = scanOf(b_.log2_size, b_.scan_idx);
    alignas(64) int32_t rates[16];
    for (int r = 0; r < PARTS; r++) {
      put(rates, r,
          lastRates<false>(prices_.costs, b_.scan_idx, scan.groupX[i], scan.groupY[i], r));
    }
    return pricesOf(rates);
  }

  // rest: groups that are coded later.
  void describeGroup(int i, int around, uint64_t rest) {
    const unsigned mask = f_.masks[i];
    const int count = __builtin_popcount(mask);
    const int top = floorLog2(mask);
    const bool isFirst = ONLY || coded_ == 0;
    const bool isLast = ONLY || rest == 0;
    const SigPrices& sig = sigPrices(b_, around, i == 0, prices_);
    const Shorts lastPrice = lastPrices(i);
    if (!ONLY && isFirst) {
      alignas(32) int16_t all[16];
      put(all, lastPrice);
      lastPrice_ = all[top];
    }
    const Shorts level = Vector::shorts(f_.levels[i]);
    const Shorts fraction = Vector::shorts(f_.fractions[i]);
    const Bytes small = Vector::packed(level);

    // Prices of levels, by what codes them.
    const BitsAbove above(mask);
    Bytes before;
    memcpy(&before, above.counts, sizeof before);
    unsigned above1 = Vector::signs(allBytes(1) - small);
    const unsigned above3 = Vector::signs(allBytes(3) - small);
    const bool isPlain = above3 == 0;
    if (count > MAX_GREATER1_FLAGS) {
      above1 &= Vector::signs(before - allBytes(MAX_GREATER1_FLAGS));
    }
    const LevelPrices& levels = levelPrices(ctxSetOf(i, b_.c_idx, raised_ ? 0 : 1), prices_);
    raised_ = above1 != 0;
    const int first1 = floorLog2(2 * above1 + 1) - 1;
    const Bytes context = leastOf(before + allBytes(1), 3) & (SIXTEEN_PLACES >= allBytes(first1));
    const Bytes twice = context + context;
    const Bytes known = leastOf(small, 3);
    const Bytes index = twice + twice + known;
    Shorts kept = lookUp(levels.kept, index);
    Shorts lowered = lookUp(levels.lowered, index);
    if (count > MAX_GREATER1_FLAGS) priceUnflagged(before, known, &kept, &lowered);
    Bytes rice = {};
    if (!isPlain) {
      Remainders remainders;
      findRemainders(f_.levels[i], mask, above1, above3, &remainders);
      kept += shorts(remainders.kept);
      lowered = (lowered & (level < allShorts(4))) + shorts(remainders.lowered);
      memcpy(&rice, remainders.rice, sizeof rice);
    }

    // Errors.
    const Shorts perStep = allShorts(list_.bitsPerStep);
    const Shorts lowerError =
        Vector::productHigh(perStep, (fraction + allShorts(128)) << allShorts(5));
    const Shorts zeroed = level < allShorts(MAX_ZEROED) ? level : allShorts(MAX_ZEROED);
    const Shorts error = zeroed * ((zeroed << allShorts(7)) + fraction);
    const Shorts high = Vector::productHigh(perStep, error);
    const Shorts low = (Shorts)((UnsignedShorts)(perStep * error) >> (UnsignedShorts{} + uint16_t{11}));
    const Shorts zeroError =
        high > allShorts(31) ? allShorts(MAX_LIST_ERROR) : high << allShorts(5) | low;

    // What each decision costs.
    const Shorts isLevel = level > Shorts{};
    Shorts delta = shorts(sig.delta);
    Shorts one = shorts(sig.one);
    unsigned walked = 0xffff;  // positions that cutting off the group's levels takes away
    if (isFirst) {             // the block's last level has no flag
      const Shorts flagged = lanesOf(~(1u << top));
      delta &= flagged;
      one &= flagged;
      walked &= (2u << top) - 1;
    }
    if (isLast) walked &= ~((1u << __builtin_ctz(mask)) - 1);
    const Shorts free = zeroError - kept;
    const Shorts zeroing = free - delta;
    const Shorts lowering = lowerError - lowered - (delta & (level == allShorts(1)));
    const Shorts zeros = shorts(sig.zeros) - shortsAnywhere(sig.zeros + 1);
    const Shorts steps = (isLevel ? free - one : zeros) & lanesOf(walked);
    if (!isFirst) {
      cut_ = cut_ < -MAX_CUT ? -MAX_CUT : least(cut_, MAX_CUT);
      if (i > 0) cut_ -= prices_.codedFlag[codedSubBlockContext(around)];
    }
    const Shorts sums = Vector::sumsFromAbove(steps) + allShorts(cut_);
    cut_ = sums[0];
    const Shorts cutBefore =
        (sums - steps - one + lastPrice - allShorts(lastPrice_)) >> allShorts(1);
    int zeroingAll = Vector::sum(zeroing & isLevel);
    if (!isFirst && i > 0) {
      zeroingAll -= prices_.codedFlagDelta[codedSubBlockContext(around)] + sig.zeros[16];
    }

    // From positions to the list.
    const Bytes places = Vector::places(mask);
    const Bytes isIn = CODED_BEFORE < allBytes(count);
    int next = -1;  // position of the level coded next
    int endOfList = 0;
    if (isLast) {
      endOfList = (cut_ - lastPrice_ + prices_.blockFlag) >> 1;
      endOfList = endOfList < -127 ? -127 : least(endOfList, 127);
    }
    if (!ONLY) {
      const int group = rest != 0 ? 63 - __builtin_clzll(rest) : 0;
      next = rest != 0 ? (group - i) * 16 + floorLog2(f_.masks[group]) : -1 - 16 * i;
      next = next < -32 ? -32 : next;
    }
    const Bytes place = isIn ? places : allBytes(next);
    const Bytes gapAfter = place - shiftedUp(place, allBytes(next)) - allBytes(1);
    const int previous = isFirst ? top + 1 : least(previous_ - 16 * i, 48);
    const Bytes gapBefore = shiftedDown(place, allBytes(previous)) - place - allBytes(1);
    const Bytes cuts = Vector::lookUp(cut(cutBefore), places);
    const Bytes cutsHere = isIn ? cuts : allBytes(endOfList);
    const Bytes later = leastOf(codedAfter(list_.count - 1 - coded_), 31);
    putInputs(0, Vector::lookUp(cut(lowering), places), Vector::lookUp(cut(zeroing), places));
    putInputs(1, Vector::lookUp(cut(delta), places), allBytes(cutInt(zeroingAll >> 1)));
    putInputs(2, shiftedUp(cutsHere, allBytes(endOfList)),
              FLAGS_USED_UP + (isPlain ? Bytes{} : Vector::lookUp(rice, places)));
    putInputs(3, Vector::lookUp(SIZES, leastOf(Vector::lookUp(small, places), 4)), FLAGS_BEFORE);
    putInputs(4, isFirst ? LAST_ONE : Bytes{}, later + later + later + later);
    putInputs(5, allBytes(8 * least(count, 15)), eightTimes(leastOf(gapBefore, 15)));
    putInputs(6, eightTimes(leastOf(gapAfter, 15)), allBytes(4 * least(f_.groupSum[i], 31)));
    putInputs(7, Vector::lookUp(cut(fraction), places), allBytes(32 * around));
    if (!ONLY && !isFirst) {  // now it is known what comes after the group before
      uint8_t* const to = reinterpret_cast<uint8_t*>(list_.inputs[2] + LIST_END - coded_);
      *to = static_cast<uint8_t>(cuts[15] + INPUT_OFFSET);
    }
    coded_ += count;
    previous_ = i << 4 | __builtin_ctz(mask);
  }

  static Bytes eightTimes(Bytes v) {
    const Bytes twice = v + v;
    const Bytes four = twice + twice;
    return four + four;
  }

  static int cutInt(int v) { return v < -127 ? -127 : least(v, 127); }

  // How many levels are coded after those of the group, if so many are after its first.
  static Bytes codedAfter(int after) {
    const Bytes v = allBytes(least(after, 46)) - CODED_BEFORE;
    return v > Bytes{} ? v : Bytes{};
  }

  // All lanes whose bits are set.
  static Shorts lanesOf(unsigned mask) {
    const Shorts bits = {1,       1 << 1,  1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
                         1 << 8,  1 << 9,  1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, -0x8000};
    return (bits & allShorts(static_cast<int16_t>(mask))) != Shorts{};
  }

  static Shorts lookUp(const uint8_t (*table)[16], Bytes index) {
    Bytes lower, upper;
    memcpy(&lower, table[0], sizeof lower);
    memcpy(&upper, table[1], sizeof upper);
    return Vector::interleave(Vector::lookUp(lower, index), Vector::lookUp(upper, index));
  }

  // Levels behind the first eight have neither flag.
  static void priceUnflagged(Bytes before, Bytes known, Shorts* kept, Shorts* lowered) {
    const Shorts none = __builtin_convertvector(before >= allBytes(MAX_GREATER1_FLAGS), Shorts);
    const Shorts level = __builtin_convertvector(known, Shorts);
    const Shorts bits = (level + allShorts(1)) << allShorts(4);
    *kept = none ? bits : *kept;
    *lowered = none ? (level == allShorts(1) ? bits : allShorts(PRICE_OF_BIT)) : *lowered;
  }

  const nnrdoq_block& b_;
  BlockPrices& prices_;
  const Features& f_;
  LevelList& list_;
  int coded_ = 0;     // levels so far
  int previous_ = 0;  // position of the level coded last
  int lastPrice_ = 0;  // of the block's last position
  int cut_ = 0;        // what zeroing all levels so far costs, the last position left out
  bool raised_ = false;  // the group coded before raises the context set
};

// Lists the levels of a block that has some, and describes them.
void makeListInputs(const ListNetwork& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                    Scratch& s) {
  LevelList& list = s.levels;
  const double rateWeight = network.rateWeights[2 * b.slice_type + (b.c_idx > 0)];
  const ListWorth& worth = worthOf(rateWeight, b, list);
  list.count = s.features.nonZeros;
  list.bitsPerStep = worth.bitsPerStep;
  BlockPrices& prices = pricesFor(b, costs, s);
  if (b.log2_size == 2) {
    ListInputs<true>(b, prices, s).describe();
  } else {
    ListInputs<false>(b, prices, s).describe();
  }
  chooseRows(network, b, worth.priceRow, list);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_INPUTS_H
