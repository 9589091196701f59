// What the bins of a coefficient group cost and which states they leave behind, several bins of a
// context at a time by table.
#ifndef NNRDOQ_KERNEL_PARTS_BINS_H
#define NNRDOQ_KERNEL_PARTS_BINS_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Where the states of each syntax element begin.
constexpr int SIG_STATES = 0;
constexpr int GREATER1_STATES = 27;
constexpr int GREATER2_STATES = 43;
constexpr int CODED_STATES = 47;

// Which levels of a group are above 0, 1, 2 and 3; bit n is scan position n.
struct LevelMasks {
  unsigned nonZero;
  unsigned above1;
  unsigned above2;
  unsigned above3;
};

inline LevelMasks masksOf(const GroupLevels& group) {
  LevelMasks m = {group.nonZero, 0, 0, 0};
  for (int r = 0; r < PARTS; r++) {
    const Ints level = ints(group.absolute, r);
    m.above1 |= negativeAt(1 - level, r);
    m.above2 |= negativeAt(2 - level, r);
    m.above3 |= negativeAt(3 - level, r);
  }
  return m;
}

// Bins of 0 and 1 at some positions of a mask, highest first.
inline unsigned binsAt(unsigned mask, unsigned positions) {
  return 1u << __builtin_popcount(positions) | Vector::extract(mask, positions);
}

// The context state after bins that runOf looked up.
inline uint8_t stateAfter(uint32_t run) { return static_cast<uint8_t>(run & 0x7f); }

// Codes any number of bins of one context. Gives back the rate; *state becomes that after them.
inline int codeBins(unsigned bins, uint8_t* state) {
  int rate = 0;
  unsigned at = *state;
  while (bins >= 2u << RUN_BINS) {
    const int rest = floorLog2(bins) - RUN_BINS;
    const uint32_t run = runOf(at, bins >> rest);
    rate += static_cast<int>(run >> RUN_RATE_SHIFT);
    at = stateAfter(run);
    bins = 1u << rest | (bins & ((1u << rest) - 1));
  }
  const uint32_t run = runOf(at, bins);
  *state = stateAfter(run);
  return rate + static_cast<int>(run >> RUN_RATE_SHIFT);
}

// The same without changing the state.
inline int binsRate(unsigned bins, uint8_t state) { return codeBins(bins, &state); }

// Codes sig_coeff_flags at some positions; states adapt. Gives back the rate.
inline int codeFlags(const SigContexts& sig, unsigned nonZero, unsigned positions,
                     uint8_t* states) {
  int rate = 0;
  for (int k = 0; k < sig.count; k++) {
    const unsigned at = sig.positions[k] & positions;
    rate += codeBins(binsAt(nonZero, at), states + SIG_STATES + sig.distinct[k]);
  }
  return rate;
}

// The same without changing the states.
inline int flagsRate(const SigContexts& sig, unsigned nonZero, unsigned positions,
                     const uint8_t* states) {
  int rate = 0;
  for (int k = 0; k < sig.count; k++) {
    rate += binsRate(binsAt(nonZero, sig.positions[k] & positions),
                     states[SIG_STATES + sig.distinct[k]]);
  }
  return rate;
}

// Bits of coeff_abs_level_remaining of a group with levels above 3. isOne: one of the first eight
// levels is above 1.
inline int remainingBitsOf(const int32_t* absolute, const LevelMasks& m, bool isOne) {
  // Levels up to 3 before the first above that: the Rice parameter is 0 and each value below 3.
  const unsigned upTo = (2u << floorLog2(m.above3)) - 1;
  const unsigned above1 = m.above1 & ~upTo;
  int count = __builtin_popcount(m.nonZero & ~upTo);
  int bits = __builtin_popcount(above1) + __builtin_popcount(m.above2 & ~upTo) -
             (isOne && above1 != 0) + (count > MAX_GREATER1_FLAGS ? count - MAX_GREATER1_FLAGS : 0);
  int base = count >= MAX_GREATER1_FLAGS ? 1 : above1 != 0 ? 2 : 3;
  int rice = 0;
  for (unsigned rest = m.nonZero & upTo; rest != 0;) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    const int level = absolute[n];
    const int remaining = level - base;
    bits +=
        remaining < 31 ? TABLES.remainingBits[rice][remaining + 1] : remainingBits(remaining, rice);
    rice = nextRice(level, rice);
    count++;
    base = count >= MAX_GREATER1_FLAGS ? 1 : 2;
  }
  return bits;
}

// How the levels of a group are coded, without their sig_coeff_flags.
struct LevelBins {
  // hides: the sign of the level coded last is hidden where the standard says so.
  LevelBins(const LevelMasks& m, bool hides) {
    const int count = __builtin_popcount(m.nonZero);
    flags = count < MAX_GREATER1_FLAGS ? count : MAX_GREATER1_FLAGS;
    const unsigned greater = Vector::extract(m.above1, m.nonZero) >> (count - flags);
    const int fromOne = floorLog2(2 * greater | 1);
    isOne = greater != 0;
    start = &TABLES.greater1Starts[flags - fromOne][isOne];
    after = greater | !isOne;
    const unsigned above2 = m.above2 >> floorLog2(m.above1 | 1) & 1;
    greater2 = isOne ? 2 | above2 : NO_BINS;
    const int first = __builtin_ctz(m.nonZero);
    const int last = floorLog2(m.nonZero);
    bits = count - (hides && last - first >= SIGN_HIDING_DISTANCE);
    plainBits = count - flags - isOne + __builtin_popcount(m.above1) + __builtin_popcount(m.above2);
  }

  // greater1Ctx after the group's last flag.
  int greater1Ctx() const { return isOne ? 0 : flags < 3 ? flags + 1 : 3; }

  int flags;                   // number of greater1 flags
  bool isOne;                  // whether one of them is 1
  const Greater1Start* start;  // greater1 flags up to the first 1
  unsigned after;              // those after it: bins of context 0
  unsigned greater2;           // the greater2 flag as bins
  int bits;                    // number of signs that are coded
  int plainBits;               // bits of coeff_abs_level_remaining where no level is above 3
};

// What runOf looks up for LevelBins: rates and the states after them.
struct LevelRuns {
  LevelRuns(const LevelBins& bins, const uint8_t* states, int ctxSet) {
    const uint8_t* const greater1 = states + GREATER1_STATES + greater1Context(ctxSet, 0);
    one = runOf(greater1[1], bins.start->one);
    two = runOf(greater1[2], bins.start->two);
    three = runOf(greater1[3], bins.start->three);
    restOfThree = runOf(stateAfter(three), bins.start->restOfThree);
    // There are up to seven bins of context 0, looked up in two steps.
    const int over = floorLog2(bins.after) - RUN_BINS;
    const int rest = over > 0 ? over : 0;
    zero = runOf(greater1[0], bins.after >> rest);
    restOfZero = runOf(stateAfter(zero), 1u << rest | (bins.after & ((1u << rest) - 1)));
    greater2 = runOf(states[GREATER2_STATES + ctxSet], bins.greater2);
  }

  // greater1 flags by their context.
  uint32_t one;
  uint32_t two;
  uint32_t three;
  uint32_t restOfThree;
  uint32_t zero;
  uint32_t restOfZero;
  uint32_t greater2;
};

// Rate of a group's levels and signs without its sig_coeff_flags.
inline int levelsRate(const uint8_t* states, const int32_t* absolute, const LevelMasks& m,
                      int ctxSet, bool hides) {
  const LevelBins bins(m, hides);
  const LevelRuns runs(bins, states, ctxSet);
  const uint64_t rates = uint64_t{runs.one} + runs.two + runs.three + runs.restOfThree + runs.zero +
                         runs.restOfZero + runs.greater2;
  const int remaining = m.above3 != 0 ? remainingBitsOf(absolute, m, bins.isOne) : bins.plainBits;
  return static_cast<int>(rates >> RUN_RATE_SHIFT) + ((bins.bits + remaining) << 15);
}

// Codes a group's levels without its sig_coeff_flags; states adapt.
inline void codeLevels(const LevelBins& bins, int ctxSet, uint8_t* states) {
  const LevelRuns runs(bins, states, ctxSet);
  uint8_t* const greater1 = states + GREATER1_STATES + greater1Context(ctxSet, 0);
  greater1[0] = stateAfter(runs.restOfZero);
  greater1[1] = stateAfter(runs.one);
  greater1[2] = stateAfter(runs.two);
  greater1[3] = stateAfter(runs.restOfThree);
  states[GREATER2_STATES + ctxSet] = stateAfter(runs.greater2);
}

// Where a group lies and what codes it.
struct GroupPlace {
  int i;           // in scan
  bool holdsLast;  // it holds the block's last level
  int csbf;        // context of its coded_sub_block_flag
  int ctxSet;      // of its greater1 and greater2 flags
  const SigContexts* sig;
};

// Positions whose sig_coeff_flags are coded.
inline unsigned flagPositions(const GroupPlace& p, unsigned nonZero) {
  if (p.holdsLast) return (1u << floorLog2(nonZero)) - 1;
  return p.i > 0 && nonZero == 1 ? 0xfffe : 0xffff;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_BINS_H
