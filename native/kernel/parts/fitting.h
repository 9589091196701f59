// How one coefficient group is made to hide the right sign, or to cost less where no sign is hidden: every change of a
// level by one is priced, the most promising ones are tried, and the cheapest is kept. The C++ counterpart of
// org.nnrdoq.quantizer.net.RatedChanges.
#ifndef NNRDOQ_KERNEL_PARTS_FITTING_H
#define NNRDOQ_KERNEL_PARTS_FITTING_H

#include "hiding_rates.h"
#include "quanta.h"

namespace nnrdoq {
namespace kernel {
namespace {

// A change whose price is this much above the least one, in bits, is not tried.
constexpr float HIDING_MARGIN = 1.5f;

// A change of one level by one, or none.
struct Change {
  int n;        // scan position in the group; -1: no change
  int by;       // 1 or -1
  float error;  // what it adds to the squared error, divided by lambda
  float price;  // in bits, with the states in which the group's coding begins
};

inline void apply(GroupLevels* group, const Change& change) {
  if (change.by == 0) return;
  const int level = group->absolute[change.n] += change.by;
  const unsigned bit = 1u << change.n;
  group->nonZero = static_cast<uint16_t>((group->nonZero & ~bit) | (level > 0 ? bit : 0));
}

// Chooses the change of one group. HIDES: the one that makes it fit, and not one that pays.
template <bool HIDES>
class Fitting {
 public:
  Fitting(const Features& features, float perStep, const GroupPlace& place, GroupLevels* group,
          const LevelMasks& masks, const ContextStates& states, const GroupRates& rates)
      : features_(features),
        perStep_(perStep),
        place_(place),
        group_(group),
        masks_(masks),
        states_(states),
        rates_(rates),
        negative_(features.negative[place.i]),
        first_(__builtin_ctz(masks.nonZero)),
        end_(floorLog2(masks.nonZero)),
        found_(0) {}

  __attribute__((noinline)) Change choose(int tries) {
    findPrices(HIDES ? tries : 1);
    if constexpr (HIDES) {
      return changes_[found_ > 1 ? cheapest() : 0];
    } else {
      return changes_[0].price < 0 && pays() ? changes_[0] : Change{-1, 0, 0, 0};
    }
  }

 private:
  bool isNegative(int n) const { return (negative_ >> n & 1) != 0; }

  // Levels of 1 that may become 0.
  unsigned mayDrop() const {
    if (HIDES) return canDropFirst() ? ~0u : ~(1u << first_);
    return place_.holdsLast && first_ == end_ ? 0 : ~0u;
  }

  // Whether the group fits without its first level in scan.
  bool canDropFirst() const {
    const int next = __builtin_ctz(masks_.nonZero & (masks_.nonZero - 1u));
    return end_ - next < SIGN_HIDING_DISTANCE || isNegative(next) == isNegative(first_);
  }

  // What the rate changes by when the block's last level, a 1, is dropped: the one before becomes
  // the last. There is one.
  int32_t rateOfDroppingLast() const {
    const int m = floorLog2(masks_.nonZero ^ 1u << end_);
    const int32_t upToOne = rates_.zeros[end_] - rates_.zeros[m] + rates_.sigDelta[m];
    return -rates_.levelSteps[4] - (rates_.last[end_] - rates_.last[m] + upToOne);
  }

  // How much dearer coeff_abs_level_remaining x is than x - 1, where -1 is none at all. isPlain: x
  // is at most 3, and Rice parameters are 0.
  static Ints remainingSteps(Ints x, Ints rice, bool isPlain) {
    const Ints one = Ints{} + ONE_BIT;
    if (isPlain) return x >= 0 ? one : Ints{};
    const Ints unit = (Ints{} + 1) << rice;
    const Ints escaped = x - 2 * unit;
    const Ints unary = ((x & (unit - 1)) == 0) & one;
    const Ints longer = ((escaped & (escaped - 1)) == 0) & (2 * one);
    const Ints steps = x > 3 * unit ? longer : unary;
    return (x == 0 ? (1 + rice) << 15 : steps) & (x >= 0);
  }

  // Prices all changes and selects the ones to try.
  void findPrices(int tries) {
    const LevelMasks& m = masks_;
    Floats prices[2 * PARTS];
    const BitsAbove above(m.nonZero);
    // The highest level above 1 that has a greater1 flag, or -1.
    const int above1 = floorLog2(2 * m.above1 | 1) - 1;
    const int first1 =
        __builtin_popcount(m.nonZero >> (above1 + 1)) < MAX_GREATER1_FLAGS ? above1 : -1;
    Ints rice[PARTS] = {};
    const bool isPlain = m.above3 == 0;
    if (!isPlain) findRice(rice);
    // A level raised before the first one in scan becomes the one whose sign is hidden.
    const unsigned before = (1u << first_) - 1;
    const unsigned same = isNegative(first_) ? negative_ : ~negative_;
    const int32_t mayRaise = HIDES ? static_cast<int32_t>((~before | same) & 0xffff) : 0xffff;
    const int32_t mayLower = static_cast<int32_t>(m.above1 | (m.nonZero & mayDrop()));
    int end = 16;          // the block's last level, if it is in this group
    int lonely = 16;       // the same, if that level is 1
    int32_t newLast = 0;   // of making a level after it the last one
    int32_t dropRate = 0;  // of dropping it
    if (place_.holdsLast) {
      end = end_;
      newLast = rates_.levelSteps[4] + rates_.sigDelta[end] - rates_.last[end] - rates_.zeros[end];
      if (!(m.above1 >> end & 1) && (HIDES || first_ != end_)) {
        lonely = end;
        dropRate = rateOfDroppingLast();
      }
    }
    const float* const magnitudes = features_.magnitudes[place_.i];
    const float perStep = perStep_;
    const Sixteen steps = sixteen(rates_.levelSteps);
    const Floats never = Floats{} + __builtin_inff();
    for (int r = 0; r < PARTS; r++) {
      const Ints n = positions(r);
      const Ints bit = ints(POSITION_BITS.values, r);
      const Ints level = ints(group_->absolute, r);
      const Ints coded = above.at(r);
      const Ints unflagged = coded >= MAX_GREATER1_FLAGS;
      const Ints after1 = n < first1;
      const Ints three = Ints{} + 3;
      const Ints context = (coded + 1 < three ? coded + 1 : three) & ~after1;
      const Ints base = unflagged ? Ints{} + 1 : three + after1;
      const Ints index = unflagged ? three : 4 * context + (level < three ? level : three);
      const Ints lowIndex = unflagged ? three : 4 * context + (level <= three ? level - 1 : three);
      const Ints sig = ints(rates_.sigDelta, r);
      // The sign of a new level; where a greater1 flag is coded, levelSteps have it.
      const Ints sign = unflagged & ONE_BIT;
      const Ints raisedRemainder = level + 1 - base;  // coeff_abs_level_remaining, if not below 0
      const Ints up = pick(steps, index) + ((sign + sig) & (level == 0)) +
                      remainingSteps(raisedRemainder, rice[r], isPlain);
      const Ints down = pick(steps, lowIndex) + ((sign + sig) & (level == 1)) +
                        remainingSteps(raisedRemainder - 1, rice[r], isPlain);
      const Ints raise = n > end ? newLast + ints(rates_.beyond, r) : up;
      const Ints lower = n == lonely ? Ints{} + dropRate : -down;
      const Floats excess = floats(magnitudes, r) - __builtin_convertvector(level, Floats);
      const Floats raiseError = perStep * (1 - 2 * excess);
      const Floats lowerError = perStep * (1 + 2 * excess);
      const Floats raisePrice = raiseError + __builtin_convertvector(raise, Floats) * BITS;
      const Floats lowerPrice = lowerError + __builtin_convertvector(lower, Floats) * BITS;
      const Ints most = HIDES ? Ints{} + MAX_LEVEL : ints(features_.levels[place_.i], r);
      const Ints canRaise = (level < most) & ((bit & mayRaise) != 0);
      const Ints canLower = (bit & mayLower) != 0;
      prices[r] = canRaise ? raisePrice : never;
      prices[PARTS + r] = canLower ? lowerPrice : never;
      put(errors_, r, raiseError);
      put(errors_ + 16, r, lowerError);
      put(prices_, r, prices[r]);
      put(prices_ + 16, r, prices[PARTS + r]);
    }
    if (tries <= 2) {
      selectTwo(prices, tries);
    } else {
      select(prices, tries);
    }
  }

  // The Rice parameter of each position, where a level is above 3.
  void findRice(Ints* rice) const {
    int parameter = 0;
    for (unsigned above = masks_.above3; above != 0 && parameter < MAX_RICE;) {
      const int n = floorLog2(above);
      above = 0;
      parameter++;
      for (int r = 0; r < PARTS; r++) {
        const Ints later = positions(r) < n;
        rice[r] -= later;
        above |= negativeAt(later & (ints(group_->absolute, r) > 3 << parameter), r);
      }
    }
  }

  // The cheapest changes, none much dearer than the first. Where prices are equal, new last levels
  // come first, nearest first, then higher positions, and up before down.
  void select(const Floats* prices, int tries) {
    Floats least = prices[0];
    for (int r = 1; r < 2 * PARTS; r++) least = prices[r] < least ? prices[r] : least;
    const float most = Vector::least(least) + HIDING_MARGIN;
    unsigned up = 0;
    unsigned down = 0;
    for (int r = 0; r < PARTS; r++) {
      up |= negativeAt(prices[r] <= most, r);
      down |= negativeAt(prices[PARTS + r] <= most, r);
    }
    const unsigned beyond = place_.holdsLast ? ~((2u << end_) - 1) : 0;
    for (unsigned rest = up & beyond; rest != 0; rest &= rest - 1) {
      consider(__builtin_ctz(rest), 1, tries);
    }
    up &= ~beyond;
    for (unsigned rest = up | down; rest != 0;) {
      const int n = floorLog2(rest);
      rest ^= 1u << n;
      if (up >> n & 1) consider(n, 1, tries);
      if (down >> n & 1) consider(n, -1, tries);
    }
  }

  // Makes every lane of least the least price, and of next the one after it, where both lanes that
  // are BY apart know their own.
  template <int BY>
  static void spread(Floats& least, Floats& next) {
    const Floats other = Vector::exchange<BY>(least);
    next = Vector::smaller(Vector::smaller(next, Vector::exchange<BY>(next)),
                           Vector::larger(least, other));
    least = Vector::smaller(least, other);
    if constexpr (BY > 1) spread<BY / 2>(least, next);
  }

  // Does what select does for one try or two, without a branch.
  void selectTwo(const Floats* prices, int tries) {
    Floats least = Vector::smaller(prices[0], prices[1]);
    Floats next = Vector::larger(prices[0], prices[1]);
    for (int r = 2; r < 2 * PARTS; r++) {
      next = Vector::smaller(next, Vector::larger(least, prices[r]));
      least = Vector::smaller(least, prices[r]);
    }
    spread<Vector::LANES / 2>(least, next);
    take(0, positionsOf(prices, least), positionsOf(prices + PARTS, least));
    found_ = 1;
    if (!HIDES) return;  // the second is never tried
    const unsigned chosen = 1u << changes_[0].n;
    const bool isUp = changes_[0].by > 0;
    take(1, positionsOf(prices, next) & ~(isUp ? chosen : 0),
         positionsOf(prices + PARTS, next) & ~(isUp ? 0 : chosen));
    found_ = tries == 2 && next[0] <= least[0] + HIDING_MARGIN ? 2 : 1;
  }

  // Positions whose prices have a value.
  static unsigned positionsOf(const Floats* prices, Floats value) {
    unsigned positions = 0;
    for (int r = 0; r < PARTS; r++) {
      positions |= negativeAt(prices[r] == value, r);
    }
    return positions;
  }

  // Change k becomes the first one, in the order of select, of changes of equal prices: steps up at
  // some positions and steps down at others.
  void take(int k, unsigned up, unsigned down) {
    const unsigned beyond = place_.holdsLast ? up & ~((2u << end_) - 1) : 0;
    const int n = beyond != 0 ? __builtin_ctz(beyond) : floorLog2(up | down);
    const bool isUp = (up >> n & 1) != 0;
    const int from = isUp ? n : 16 + n;
    changes_[k] = {n, isUp ? 1 : -1, errors_[from], prices_[from]};
  }

  // Remembers a change if it is among the cheapest ones so far.
  void consider(int n, int by, int tries) {
    const int from = by > 0 ? n : 16 + n;
    const float price = prices_[from];
    if (found_ == tries && price >= changes_[tries - 1].price) return;
    int at = found_ < tries ? found_++ : tries - 1;
    for (; at > 0 && changes_[at - 1].price > price; at--) changes_[at] = changes_[at - 1];
    changes_[at] = {n, by, errors_[from], price};
  }

  // Whether the group costs less with the first change.
  bool pays() {
    findFlagsRate();
    const float price = changes_[0].error + static_cast<float>(rateWith(changes_[0])) * BITS;
    return price < static_cast<float>(rateOf(masks_, flagsRate_)) * BITS;
  }

  // Index of the change that costs least when the group is coded with it.
  int cheapest() {
    findFlagsRate();
    int best = 0;
    float bestPrice = __builtin_inff();
    for (int k = 0; k < found_; k++) {
      const float price = changes_[k].error + static_cast<float>(rateWith(changes_[k])) * BITS;
      best = price < bestPrice ? k : best;
      bestPrice = price < bestPrice ? price : bestPrice;
    }
    return best;
  }

  void findFlagsRate() {
    positions_ = flagPositions(place_, masks_.nonZero);
    flagsRate_ = flagsRate(*place_.sig, masks_.nonZero, positions_, states_.values);
    before_ = place_.holdsLast || place_.i == 0
                  ? 0
                  : kernel::rateOf(states_.values[CODED_STATES + place_.csbf], 1);
  }

  // Rate of the group with levels as they are in absolute.
  int rateOf(const LevelMasks& m, int flags) const {
    const int levels = levelsRate(states_.values, group_->absolute, m, place_.ctxSet, HIDES);
    return before_ + flags + levels + (place_.holdsLast ? rates_.last[floorLog2(m.nonZero)] : 0);
  }

  // Rate of the group without levels.
  int emptyRate() const {
    return place_.i == 0 ? flagsRate(*place_.sig, 0, 0xffff, states_.values)
                         : kernel::rateOf(states_.values[CODED_STATES + place_.csbf], 0);
  }

  // Rate of the group after a change.
  int rateWith(const Change& change) {
    const int n = change.n;
    const unsigned bit = 1u << n;
    int32_t* const absolute = group_->absolute;
    const int32_t level = absolute[n] + change.by;
    const int32_t higher = change.by > 0 ? level : level - change.by;
    const LevelMasks changed = {
        masks_.nonZero ^ (higher == 1 ? bit : 0), masks_.above1 ^ (higher == 2 ? bit : 0),
        masks_.above2 ^ (higher == 3 ? bit : 0), masks_.above3 ^ (higher == 4 ? bit : 0)};
    if (!HIDES && changed.nonZero == 0) return emptyRate();
    const int flags = flagsWith(changed.nonZero, n);
    absolute[n] = level;
    const int rate = rateOf(changed, flags);
    absolute[n] = level - change.by;
    return rate;
  }

  // Rate of the sig_coeff_flags after a change at n.
  int flagsWith(unsigned nonZero, int n) const {
    const SigContexts& sig = *place_.sig;
    const unsigned positions = flagPositions(place_, nonZero);
    if (positions != positions_) return flagsRate(sig, nonZero, positions, states_.values);
    // One flag is another or none: those of its context are coded anew, either way.
    const int k = sig.index[n];
    const unsigned at = sig.positions[k] & positions;
    const uint8_t state = states_.values[SIG_STATES + sig.distinct[k]];
    return flagsRate_ - binsRate(binsAt(masks_.nonZero, at), state) +
           binsRate(binsAt(nonZero, at), state);
  }

  const Features& features_;
  const float perStep_;  // squared error of one step in bits
  const GroupPlace& place_;
  GroupLevels* const group_;
  const LevelMasks& masks_;
  const ContextStates& states_;  // in which the group's coding begins
  const GroupRates& rates_;
  const unsigned negative_;
  const int first_;
  const int end_;
  int found_;                     // changes to try
  unsigned positions_;            // whose sig_coeff_flags are coded, before any change
  int flagsRate_;                 // the rate of those
  int before_;                    // the rate of coded_sub_block_flag
  alignas(64) float prices_[32];  // of a step up, then of a step down
  alignas(64) float errors_[32];
  Change changes_[MAX_HIDING_TRIES];
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_FITTING_H
