// The decisions of an auto-regressive network one after another in coding order, as
// org.nnrdoq.quantizer.net.DecisionSteps and org.nnrdoq.network.integer.IntegerWalk take them; and a
// block's way with one that sees all its positions (lists.h has that of one over lists). Of each
// decision's prices only those of the state are computed that the earlier
// decisions led to.
#ifndef NNRDOQ_KERNEL_PARTS_AR_H
#define NNRDOQ_KERNEL_PARTS_AR_H

#include "fcn.h"
#include "last_position.h"
#include "list_inputs.h"

namespace nnrdoq {
namespace kernel {
namespace {

// What stays the same from decision to decision.
struct Decisions {
  const nnrdoq_block& block;
  const nnrdoq_costs& costs;
  const Features& features;
  const Scan& scan;
  const Head& head;
  float errorScale;
  CodedGroups coded;
  int state;     // of the contexts
  int count;     // levels that are not 0 so far
  int last;      // where the first of them is in scan, plus 1
  int previous;  // where the latest is
};

// Class of an absolute level: levels of one class lead to the same states; 0 has its own.
inline int levelClass(int level) {
  if (level <= 4) return level;
  return level < 7 ? 4 : level < 13 ? 5 : level < 25 ? 6 : 7;
}

// Prices are in units of 4 bits.
constexpr float PRICE_SCALE = 1.0f / (ONE_BIT * 4);
constexpr int LAST_ROW = PRICE_ROWS - 1;
constexpr int FIRST_LEVEL_ROW = 10;  // greater1Ctx 1, not raised, Rice parameter 0

inline float cutPrice(float v) {
  v = v < -8 ? -8.0f : v;
  return v > 8 ? 8.0f : v;
}

// What keeping costs against lowering and against zeroing as two pairs of inputs: cut to -1..1, and
// a quarter of each, clamp(rint(v * 1024)) in 16 bits all of them.
inline void pairPrices(const float* keep, int32_t* pairs) {
  constexpr FourFloats LEAST = {-1, -1, -32, -32};
  constexpr FourFloats MOST = {1, 1, 32767 * UNIT, 32767 * UNIT};
  constexpr FourFloats PARTS_OF_IT = {1, 1, 0.25f, 0.25f};
  const FourFloats v = FourFloats{keep[0], keep[1], keep[0], keep[1]} * PARTS_OF_IT;
  const FourFloats above = v < LEAST ? LEAST : v;
  const FourInts quanta = (FourInts)((above > MOST ? MOST : above) + rounding(UNIT));
  // The lower 16 bits count them.
  const FourInts seconds = __builtin_shufflevector(quanta, quanta, 1, 1, 3, 3);
  const FourInts both = (quanta & 0xffff) | seconds << 16;
  pairs[0] = both[0];
  pairs[1] = both[2];
}

// How the price rows but the last one code levels, in a group whose lower context set is 0.
struct RowContexts {
  LevelContext rows[LAST_ROW];
};

constexpr RowContexts makeRowContexts() {
  RowContexts contexts{};
  for (int row = 0; row < LAST_ROW; row++) {
    const int raised = row / (MAX_RICE + 1) & 1;
    const int mode = row / (2 * (MAX_RICE + 1));  // greater1Ctx, or 4: no flag is left
    const int baseLevel = mode == 4 ? 1 : mode == 0 ? 2 : 3;
    contexts.rows[row] = {greater1Context(raised, mode & 3), raised, row % (MAX_RICE + 1),
                          baseLevel};
  }
  return contexts;
}

constexpr RowContexts ROW_CONTEXTS = makeRowContexts();

// How a price row codes levels. lowestSet: the group's lower context set.
inline LevelContext contextOfRow(int row, int lowestSet) {
  LevelContext context = ROW_CONTEXTS.rows[row];
  context.greater1 += greater1Context(lowestSet, 0);
  context.greater2 += lowestSet;
  return context;
}

// What keeping a level costs against lowering it and against zeroing it, as four numbers.
// Inlined by force: as a function of its own it makes an auto-regressive block 3 % slower.
__attribute__((always_inline)) inline void priceNumbers(const Decisions& w, int i, int n, int level,
                                                        float magnitude, int state, int pattern,
                                                        int32_t* pairs) {
  const int scanPos = (i << 4) + n;
  const int row = w.head.priceRow[state];
  const bool first = row == LAST_ROW;
  const LevelContext context =
      contextOfRow(first ? FIRST_LEVEL_ROW : row, i == 0 || w.block.c_idx > 0 ? 0 : 2);
  const float error = magnitude - static_cast<float>(level);
  const float lower = w.errorScale * (1 + 2 * (error < 0.5f ? error : 0.5f));
  const float zero =
      w.errorScale * static_cast<float>(level) * (2 * magnitude - static_cast<float>(level));
  const int rate = levelRate(w.costs, level, context);
  const int below = level == 1 ? 0 : levelRate(w.costs, level - 1, context);
  float keep[2] = {cutPrice(static_cast<float>(rate - below) * PRICE_SCALE - lower),
                   cutPrice(static_cast<float>(rate) * PRICE_SCALE - zero)};
  if (first) {
    const float last = static_cast<float>(lastPositionRate(w.costs, w.block.scan_idx,
                                                           w.scan.x[scanPos], w.scan.y[scanPos])) *
                       PRICE_SCALE;
    if (level == 1) keep[0] = cutPrice(keep[0] + last);
    keep[1] = cutPrice(keep[1] + last);
  }
  const int surroundings = w.head.surroundingRow[state];
  if (surroundings < 8) {
    const int sig =
        sigContexts(w.block.log2_size, w.block.c_idx, w.block.scan_idx, pattern, i == 0).at[n];
    const int32_t* const flag = w.costs.sig_coeff_flag[sig];
    float around = static_cast<float>(flag[1] - flag[0]) * PRICE_SCALE;
    if (surroundings == 4 && i > 0) {
      const int32_t* const group = w.costs.coded_sub_block_flag[codedSubBlockContext(pattern)];
      around += static_cast<float>(group[1] - group[0]) * PRICE_SCALE;
    }
    if (level == 1) keep[0] += around;
    keep[1] += around;
  }
  pairPrices(keep, pairs);
}

// One decision: the level that a nearest level becomes. channels: those of its position before the
// trunk's last layer, pairs NEXT apart.
template <int HIDDEN, int PAIRS, int NEXT>
int32_t decideNext(const Decisions& w, int i, int n, int level, float magnitude, int state,
                   int pattern, const int32_t* channels) {
  constexpr int REGISTERS = (HIDDEN + CLASSES + Vector::LANES - 1) / Vector::LANES;
  const Head& head = w.head;
  const int place = (i << 4) + n + 1;
  const int fromLast = w.last > place ? w.last - place : 0;
  const int fromPrevious = w.previous > place ? w.previous - place : 0;
  int32_t pairs[4];
  pairs[2] = both(head.logs[w.count], head.logs[fromLast]);
  pairs[3] = head.logs[fromPrevious];
  priceNumbers(w, i, n, level, magnitude, state, pattern, pairs);
  Ints h[REGISTERS];
  for (int r = 0; r < REGISTERS; r++) h[r] = ints(head.trunkBias, r);
  const int count = PAIRS != 0 ? PAIRS : head.pairs;
  for (int p = 0; p < count; p++) {
    const Ints values = Ints{} + channels[NEXT * p];
    for (int r = 0; r < REGISTERS; r++) h[r] = Vector::dot(h[r], ints(head.trunk[p], r), values);
  }
  for (int r = 0; r < REGISTERS; r++) {
    h[r] = (h[r] << head.trunkShift) + ints(head.pattern[pattern], r) + ints(head.context[state], r);
    // Prices come last, and do not wait for each other.
    for (int k = 3; k >= 1; k--)
      h[r] = Vector::dot(h[r], ints(head.numbers[k], r), Ints{} + pairs[k]);
    h[r] += Vector::dot(Ints{}, ints(head.numbers[0], r), Ints{} + pairs[0]);
  }
  alignas(64) int32_t units[REGISTERS * Vector::LANES];
  for (int r = 0; r < REGISTERS; r++) put(units, r, h[r]);
  int32_t scores[CLASSES];
  Vector::template score<REGISTERS>(h, head, scores);
  for (int k = 0; k < CLASSES; k++) {
    scores[k] += (units[HIDDEN + k] >> head.shift[HIDDEN + k]) + head.bias[k];
    scores[k] >>= head.scoreShift;
  }
  // With branches: most are foreseen, and what follows does not wait for the scores then.
  if (level > 1 && scores[ZERO] > scores[KEEP] && scores[ZERO] > scores[MINUS_ONE]) return 0;
  return scores[MINUS_ONE] > scores[KEEP] ? level - 1 : level;
}

// Takes all decisions of a block, which become the levels of s.groups. Gives back the groups that
// have some. PAIRS: of the trunk's channels, 0: any. perStep: what a squared step is worth to the
// network. channels: called with group and position of each level in coding order, gives its
// channels as decideNext takes them.
template <int HIDDEN, int PAIRS, int NEXT, class Channels>
uint64_t walk(const Head& head, float perStep, const nnrdoq_block& b, const nnrdoq_costs& costs,
              Scratch& s, Channels channels) {
  const Features& f = s.features;
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  Decisions w = {b, costs, f, scan, head, perStep / 4, {}, head.start, 0, 0, 0};
  uint64_t full = 0;
  for (uint64_t rest = f.full; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    rest ^= uint64_t{1} << i;
    GroupLevels& group = s.groups[i];
    for (int r = 0; r < PARTS; r++) put(group.absolute, r, Ints{});
    const int pattern = w.coded.around(scan.groupX[i], scan.groupY[i]);
    bool entered = false;
    int32_t any = 0;
    for (uint32_t mask = f.masks[i]; mask != 0;) {
      const int n = floorLog2(mask);
      mask ^= 1u << n;
      const int state = head.entering[entered ? 0 : 1][w.state];
      entered = true;
      const int32_t level = decideNext<HIDDEN, PAIRS, NEXT>(
          w, i, n, f.levels[i][n], f.magnitudes[i][n], state, pattern, channels(i, n));
      w.state = head.next[state][levelClass(level)];
      if (level == 0) continue;
      const int place = (i << 4) + n + 1;
      w.count++;
      w.last = w.last > place ? w.last : place;
      w.previous = place;
      group.absolute[n] = level;
      any |= level;
    }
    if (any != 0) w.coded.add(scan.groupX[i], scan.groupY[i]);
    describeLevels(&group);
    full |= static_cast<uint64_t>(group.nonZero != 0) << i;
  }
  return full;
}

// The same of a loop with any number of hidden units that the kernel knows.
template <int NEXT, class Channels>
uint64_t walkAny(const Head& head, float perStep, const nnrdoq_block& b, const nnrdoq_costs& costs,
                 Scratch& s, Channels channels) {
  // The one that ships has code of its own.
  if (head.hidden == 12 && head.pairs == 4) {
    return walk<12, 4, NEXT>(head, perStep, b, costs, s, channels);
  }
  switch (head.hidden) {
    case 4: return walk<4, 0, NEXT>(head, perStep, b, costs, s, channels);
    case 8: return walk<8, 0, NEXT>(head, perStep, b, costs, s, channels);
    case 12: return walk<12, 0, NEXT>(head, perStep, b, costs, s, channels);
    case 16: return walk<16, 0, NEXT>(head, perStep, b, costs, s, channels);
    default: return walk<32, 0, NEXT>(head, perStep, b, costs, s, channels);
  }
}

uint64_t decideInOrder(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                      Scratch& s) {
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  const int32_t* const order = TABLES.order[b.scan_idx];
  const float perStep = s.features.seenPerSquaredStep;
  const auto channels = [&](int i, int n) {
    return channelsOf(network, s, groupAt(scan, i), order[n]);
  };
  return walkAny<NEXT_PAIR>(*network.head, perStep, b, costs, s, channels);
}

// Takes all decisions and chooses the last position. Gives back the sum of the levels' magnitudes.
int32_t decideAr(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                 Scratch& s) {
  const uint64_t coded = decideInOrder(network, b, costs, s);
  s.levels.bitsPerStep = worthOf(rateWeightOf(network, b), b, s.levels).bitsPerStep;
  BlockPrices& prices = pricesFor(b, costs, s);
  if (b.log2_size == 2) findLast(b.scan_idx, prices);
  return endByPrice(b, coded, s);
}

int32_t quantizeAr(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                   Scratch& s) {
  const int32_t sum =
      runNetwork(network, b, costs, s) == 0 ? 0 : decideAr(network, b, costs, s);
  return finish(b, costs, network.hidingTries, rateWeightOf(network, b), sum, s);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_AR_H
