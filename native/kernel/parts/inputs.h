// The inputs of networks, as org.nnrdoq.quantizer.net.BlockFeatures makes and explains them: the
// same float operations in the same order, so that every input is equal.
#ifndef NNRDOQ_KERNEL_PARTS_INPUTS_H
#define NNRDOQ_KERNEL_PARTS_INPUTS_H

#include "prices.h"

namespace nnrdoq {
namespace kernel {
namespace {

// GREATER1_CONTEXT in thirds by the number of levels coded before, if none of those is above 1.
constexpr GroupValues THIRDS = {{QUANTUM / 3, 683, QUANTUM, QUANTUM, QUANTUM, QUANTUM, QUANTUM,
                                 QUANTUM, QUANTUM, QUANTUM, QUANTUM, QUANTUM, QUANTUM, QUANTUM,
                                 QUANTUM, QUANTUM}};

// The second input of a pair, of a value below 2^15.
constexpr int second(int v) { return v << 16; }

// Shifts that make counts inputs: eighths as the second of a pair, fourths as the second.
constexpr int SECOND_EIGHTHS = 16 + 7;
constexpr int SECOND_FOURTHS = 16 + 8;
static_assert(QUANTUM == 8 << 7 && QUANTUM == 4 << 8, "an input of 1");

// The inputs that need no walk.
inline void plainInputs(const Walk& w, const Place& p, int32_t (*to)[16]) {
  const Features& f = w.scratch->features;
  const float bits = f.seenPerSquaredStep;
  for (int r = 0; r < PARTS; r++) {
    const Floats u = floats(f.magnitudes[p.i], r);
    const Ints l = ints(f.levels[p.i], r);
    const Floats fraction =
        Vector::smaller(u - __builtin_convertvector(l, Floats), Floats{} + 0.5f);
    const Ints price = cutQuanta(bits * (1 + 2 * fraction), 16 * UNIT);
    // The logarithm is linear between powers of two.
    const Ints log = (Ints)(1 + u) - 0x3f800000;
    const Ints quarter = quanta(__builtin_convertvector(log, Floats), 4 * UNIT * 0x1p23f);
    put<FRACTION, LOWERING_ERROR>(to, r, both(quanta(fraction, UNIT), price & (l != 0)));
    put<LEVEL_IS_1, LEVEL_IS_2>(to, r, ((l == 1) & QUANTUM) | ((l == 2) & second(QUANTUM)));
    put<LEVEL_IS_MORE, LOG_MAGNITUDE>(to, r, ((l > 2) & QUANTUM) | quarter << 16);
    put<LOG_X, LOG_Y>(to, r, ints(w.network->places[w.block->scan_idx][p.at()], r));
  }
}

// A group without levels: it matters as surroundings only.
void emptyGroup(const Walk& w, const Place& p) {
  int32_t(*to)[16] = w.scratch->inputs[p.at()];
  plainInputs(w, p, to);
  const int32_t before = w.last >= 0 ? QUANTUM : 0;
  for (int r = 0; r < PARTS; r++) {
    put<IS_LAST, IS_DC>(to, r, (positions(r) == 0) & (p.i == 0 ? second(QUANTUM) : 0));
    put<IS_BEFORE_LAST, GROUP_COUNT>(to, r, Ints{} + before);
    put<EARLIER_LEVELS, RIGHT_IS_CODED>(to, r, Ints{} + (p.neighbours & 1) * second(QUANTUM));
    put<BELOW_IS_CODED, SIG_CONTEXT>(to, r, Ints{} + (p.neighbours >> 1) * QUANTUM);
    put<GROUP_LOG_SUM, LATER_LEVELS>(to, r, Ints{});
    put<LATER_ABOVE_1, TO_LAST>(to, r, Ints{});
    for (int pair = GREATER1_CONTEXT / 2; pair < INPUT_PAIRS; pair++) put(to[pair], r, Ints{});
  }
}

// IS_LAST to TO_NEXT, and EMPTYING_COST from what emptying the group saves; after priceLevels.
// ONLY: the group is that of a 4x4 block.
template <bool ONLY>
inline void levelInputs(const Walk& w, const GroupWalk& g, FourFloats benefit, int32_t (*to)[16]) {
  const Features& f = w.scratch->features;
  const GroupCoding& c = g.coding;
  const int i = g.place.i;
  const int16_t* log6 = w.network->log6;
  const BitsAbove above1(c.above1);
  const int scanPos = i << 4;
  const int32_t sum = f.groupSum[i] < LOG_ENTRIES ? f.groupSum[i] : LOG_ENTRIES - 1;
  const int32_t dc = i == 0 ? second(QUANTUM) : 0;
  const int32_t lastFlag = ONLY || g.isLast ? QUANTUM : 0;
  const Ints emptying = cutQuanta(Floats{} + benefit[0], 16 * UNIT) & 0xffff;
  // In the only group nothing is coded before or after it.
  const Sixteen later = sixteen(log6 + (ONLY ? 0 : w.laterLevels));
  const Sixteen laterAbove1 = ONLY ? later : sixteen(log6 + w.laterAboveOne);
  const Sixteen earlier = ONLY ? later : sixteen(log6 + (f.nonZeros - w.laterLevels - c.count));
  const Sixteen near = sixteen(w.network->log5);
  alignas(64) int32_t places[32];  // of the levels in scan
  Vector::compress(POSITIONS.values, c.mask, 0, places);
  const Sixteen place = sixteen(places);
  for (int r = 0; r < PARTS; r++) {
    const Ints n = positions(r);
    const Ints coded = n <= g.top;
    const Ints k = c.before[r];
    const Ints below = c.count - k + (ints(f.levels[i], r) != 0);
    const Ints atEnd = (n == g.top) & lastFlag;
    const Ints toLast =
        ONLY ? pick(later, g.top - n)
             : shorts(w.network->log6FromEnd + LOG_ENTRIES - 1 - w.last + scanPos, r);
    const Ints inGroup = pick(near, n - pick(place, below - 1));
    const Ints outside = shorts(w.network->log5 + scanPos - g.next, r);
    const Ints contextIs0 = c.after1[r] & second(QUANTUM);
    put<IS_LAST, IS_DC>(to, r, atEnd | ((n == 0) & dc));
    put<IS_BEFORE_LAST, GROUP_COUNT>(to, r,
                                     ((coded & QUANTUM) - atEnd) | c.count << SECOND_EIGHTHS);
    put<GROUP_LOG_SUM, LATER_LEVELS>(to, r, log6[sum] | ((pick(later, k) & coded) << 16));
    put<LATER_ABOVE_1, TO_LAST>(to, r, (pick(laterAbove1, above1.at(r)) | toLast << 16) & coded);
    put<EARLIER_LEVELS, RIGHT_IS_CODED>(
        to, r, (pick(earlier, below) & coded) | (g.place.neighbours & 1) * second(QUANTUM));
    put<BELOW_IS_CODED, SIG_CONTEXT>(
        to, r,
        (g.place.neighbours >> 1) * QUANTUM |
            ((bytes(g.place.sig->around, r) & coded) << SECOND_EIGHTHS));
    put<GREATER1_CONTEXT, GREATER1_CONTEXT_IS_0>(
        to, r, ((pick(sixteen(THIRDS.values), k) & ~c.after1[r]) | contextIs0) & coded);
    put<CONTEXT_SET_IS_RAISED, GREATER1_FLAGS_ARE_USED_UP>(
        to, r, ((g.raised ? QUANTUM : 0) | ((k >= MAX_GREATER1_FLAGS) & second(QUANTUM))) & coded);
    put<GREATER2_FLAG_IS_USED_UP, RICE_PARAMETER>(
        to, r, ((c.after1[r] & QUANTUM) | c.rice[r] << SECOND_FOURTHS) & coded);
    int32_t* const nextAndRate = to[Pair<TO_NEXT, LOWERING_RATE>::AT];
    put(nextAndRate, r, ints(nextAndRate, r) | ((below == 0 ? outside : inGroup) & coded));
    int32_t* const emptyingAndLast = to[Pair<EMPTYING_COST, LAST_POSITION_RATE>::AT];
    put(emptyingAndLast, r, ints(emptyingAndLast, r) | emptying);
  }
}

// A group with levels. next: scan position of the nearest level in the groups coded later, or -1.
// ONLY: the group is that of a 4x4 block.
template <bool ONLY>
inline void fullGroup(Walk& w, const Place& p, int next) {
  const Features& f = w.scratch->features;
  GroupWalk g;
  g.place = p;
  g.isLast = w.last < 0;
  g.top = g.isLast ? floorLog2(f.masks[p.i]) : 15;
  if (g.isLast) w.last = (p.i << 4) + g.top;
  g.raised = w.raises;
  g.next = next;
  findCoding(f.levels[p.i], f.masks[p.i], &g.coding);
  int32_t(*to)[16] = w.scratch->inputs[p.at()];
  plainInputs(w, p, to);
  levelInputs<ONLY>(w, g, priceLevels<ONLY>(w, g, to), to);
  w.laterLevels += g.coding.count;
  w.laterAboveOne += __builtin_popcount(g.coding.above1);
  w.raises = g.coding.first1 >= 0;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_INPUTS_H
