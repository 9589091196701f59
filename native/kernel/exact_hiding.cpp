#include "exact_hiding.h"

#include <string.h>

#include "residual_rate.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

constexpr float BITS = 1.0f / ONE_BIT;

// Bits that raising level 0, 1, or more by one roughly takes; lowering gives back the same. Only
// the choice of what to try depends on them.
constexpr float ROUGH_BITS[3] = {4.5f, 2.0f, 0.7f};

// A change of one level by one that would make its group fit.
struct Change {
  int n;        // scan position in the group
  int by;       // 1 or -1
  float error;  // what it adds to the squared error, in bits
  float rough;  // rough price, by which the changes to try are chosen
};

// The bins of one group as it is now, and the states that they are coded in.
struct GroupTrace {
  ContextStates after;
  int greater1Ctx;     // after the group
  int rate;
  int count;
  uint64_t contexts;   // that its bins use
  uint8_t context[28];
  uint8_t bin[28];
  uint8_t state[28];   // before the bin

  void add(int c, int b, int s) {
    context[count] = static_cast<uint8_t>(c);
    bin[count] = static_cast<uint8_t>(b);
    state[count++] = static_cast<uint8_t>(s);
    contexts |= uint64_t{1} << c;
  }
};

// Bit c is set if context c is in different states.
uint64_t differences(const ContextStates& a, const ContextStates& b) {
  uint64_t same = 0;
#if defined(__SSE2__)
  for (int i = 0; i < 64; i += 16) {
    const __m128i x = _mm_load_si128(reinterpret_cast<const __m128i*>(a.of + i));
    const __m128i y = _mm_load_si128(reinterpret_cast<const __m128i*>(b.of + i));
    same |= static_cast<uint64_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(x, y))) << i;
  }
#else
  for (int i = 0; i < 64; i++) same |= static_cast<uint64_t>(a.of[i] == b.of[i]) << i;
#endif
  return ~same;
}

void apply(GroupLevels* group, const Change& change) {
  const unsigned bit = 1u << change.n;
  const int level = group->absolute[change.n] + change.by;
  group->absolute[change.n] = static_cast<uint16_t>(level);
  group->nonZero = static_cast<uint16_t>((group->nonZero & ~bit) | (level > 0 ? bit : 0));
  group->above1 = static_cast<uint16_t>((group->above1 & ~bit) | (level > 1 ? bit : 0));
  group->above2 = static_cast<uint16_t>((group->above2 & ~bit) | (level > 2 ? bit : 0));
}

// Whether a group of these levels, the parity of their sum and signs, hides no sign or the right
// one.
bool fits(unsigned nonZero, unsigned parity, unsigned negative) {
  if (nonZero == 0) return true;
  const int first = __builtin_ctz(nonZero);
  return floorLog2(nonZero) - first < SIGN_HIDING_DISTANCE || parity == (negative >> first & 1);
}

unsigned parityOf(const GroupLevels& group) {
  unsigned sum = 0;
  for (unsigned rest = group.nonZero; rest != 0; rest &= rest - 1) {
    sum += group.absolute[__builtin_ctz(rest)];
  }
  return sum & 1;
}

class Hiding {
 public:
  Hiding(const nnrdoq_block& block, const Features& features, int tries)
      : block_(block),
        features_(features),
        scan_(scanOf(block.log2_size, block.scan_idx)),
        tries_(tries) {}

  int run(const nnrdoq_costs& costs, int sum);

 private:
  unsigned negatives(int i) const;
  void consider(const GroupLevels& group, int n, int by, float squaredSteps, float roughBits,
                unsigned parity, unsigned negative);
  void collect(int i);
  void record(const BlockPlan& plan, int from, const ContextStates& before, int greater1Ctx);
  void rerecord(const BlockPlan& plan, int from, const ContextStates& before, int greater1Ctx);
  int64_t price(const BlockPlan& plan, int i, const GroupLevels& changed,
                const ContextStates& before, int greater1Ctx) const;
  int64_t shift(int after, ContextStates* states) const;

  const nnrdoq_block& block_;
  const Features& features_;
  const Scan& scan_;
  const int tries_;
  int found_;
  int nextCoded_[MAX_GROUPS];   // the group with levels that is coded after this one, or -1
  int64_t restRate_[MAX_GROUPS];  // of all groups coded after this one
  Change changes_[MAX_EXACT_TRIES];
  GroupLevels groups_[MAX_GROUPS];
  GroupTrace traces_[MAX_GROUPS];
};

// Bit n is set if the coefficient at scan position n of group i is negative.
unsigned Hiding::negatives(int i) const {
  unsigned mask = 0;
  const uint16_t* const positions = scan_.position + (i << 4);
  for (int n = 0; n < 16; n++) {
    mask |= static_cast<unsigned>(block_.coefficients[positions[n]] < 0) << n;
  }
  return mask;
}

// Remembers a change if it makes the group fit and is among the most promising ones.
void Hiding::consider(const GroupLevels& group, int n, int by, float squaredSteps,
                      float roughBits, unsigned parity, unsigned negative) {
  const float error = squaredSteps * features_.bitsPerSquaredStep;
  const float rough = error + roughBits;
  if (found_ == tries_ && rough >= changes_[tries_ - 1].rough) return;
  const unsigned stays = group.absolute[n] + by != 0;
  if (!fits((group.nonZero & ~(1u << n)) | stays << n, parity ^ 1, negative)) return;
  int at = found_ < tries_ ? found_++ : tries_ - 1;
  for (; at > 0 && changes_[at - 1].rough > rough; at--) changes_[at] = changes_[at - 1];
  changes_[at] = {n, by, error, rough};
}

// The most promising changes of group i.
void Hiding::collect(int i) {
  const GroupLevels& group = groups_[i];
  const unsigned parity = parityOf(group);
  const unsigned negative = negatives(i);
  found_ = 0;
  for (int n = 15; n >= 0; n--) {
    const int scanPos = (i << 4) + n;
    const int level = group.absolute[n];
    const int p = scan_.y[scanPos] * features_.width + scan_.x[scanPos];
    const float error = features_.magnitudes[p] - static_cast<float>(level);
    if (level < MAX_LEVEL) {
      consider(group, n, 1, 1 - 2 * error, ROUGH_BITS[level < 2 ? level : 2], parity, negative);
    }
    if (level > 0) {
      const float bits = -ROUGH_BITS[level < 3 ? level - 1 : 2];
      consider(group, n, -1, 1 + 2 * error, bits, parity, negative);
    }
  }
}

// Codes the groups from one on, and keeps what is needed to tell what another start would change.
void Hiding::record(const BlockPlan& plan, int from, const ContextStates& before,
                    int greater1Ctx) {
  ContextStates states = before;
  for (int i = from; i >= 0; i--) {
    GroupTrace& t = traces_[i];
    t.count = 0;
    t.contexts = 0;
    t.rate = codeGroup(plan, i, groups_[i], states.of, &greater1Ctx, t);
    t.after = states;
    t.greater1Ctx = greater1Ctx;
  }
  int64_t rest = 0;
  int coded = -1;
  for (int i = 0; i <= from; i++) {
    restRate_[i] = rest;
    rest += traces_[i].rate;
    nextCoded_[i] = coded;
    if (groups_[i].nonZero != 0) coded = i;
  }
}

// As record, after a change of levels in group from; stops where all is as before.
void Hiding::rerecord(const BlockPlan& plan, int from, const ContextStates& before,
                      int greater1Ctx) {
  ContextStates states = before;
  int i = from;
  for (; i >= 0; i--) {
    GroupTrace& t = traces_[i];
    t.count = 0;
    t.contexts = 0;
    t.rate = codeGroup(plan, i, groups_[i], states.of, &greater1Ctx, t);
    const bool same = differences(t.after, states) == 0 && t.greater1Ctx == greater1Ctx;
    t.after = states;
    t.greater1Ctx = greater1Ctx;
    if (same) break;
  }
  for (i = i > 0 ? i : 0; i < from; i++) restRate_[i + 1] = restRate_[i] + traces_[i].rate;
}

// By how much other states after a group change the rate of the groups coded after it.
int64_t Hiding::shift(int after, ContextStates* states) const {
  uint64_t differing = differences(traces_[after].after, *states);
  int64_t shift = 0;
  for (int i = after - 1; i >= 0 && differing != 0; i--) {
    const GroupTrace& t = traces_[i];
    if ((t.contexts & differing) == 0) continue;
    for (int k = 0; k < t.count; k++) {
      const int c = t.context[k];
      if ((differing >> c & 1) == 0) continue;
      const int32_t was = TABLES.step[t.state[k] << 1 | t.bin[k]];
      const int32_t is = TABLES.step[states->of[c] << 1 | t.bin[k]];
      shift += (is >> 8) - (was >> 8);
      states->of[c] = static_cast<uint8_t>(is);
      differing ^= static_cast<uint64_t>(((is ^ was) & 0xff) == 0) << c;
    }
  }
  return shift;
}

// Rate of group i with other levels and of all groups after it.
int64_t Hiding::price(const BlockPlan& plan, int i, const GroupLevels& changed,
                      const ContextStates& before, int greater1Ctx) const {
  NoTrace none;
  ContextStates states = before;
  int64_t rate = codeGroup(plan, i, changed, states.of, &greater1Ctx, none);
  if (i == 0) return rate;
  int at = i;
  if ((greater1Ctx == 0) != (traces_[i].greater1Ctx == 0) && nextCoded_[i] >= 0) {
    // The next group with levels takes other contexts.
    while (at > nextCoded_[i]) {
      at--;
      rate += codeGroup(plan, at, groups_[at], states.of, &greater1Ctx, none);
    }
  }
  return rate + restRate_[at] + shift(at, &states);
}

int Hiding::run(const nnrdoq_costs& costs, int sum) {
  const int columns = features_.width >> 2;
  const int rows = features_.height >> 2;
  uint64_t unfit = 0;
  int last = -1;
  for (int i = scan_.groups - 1; i >= 0; i--) {
    GroupLevels& group = groups_[i];
    if (scan_.groupX[i] >= columns || scan_.groupY[i] >= rows) {
      group.nonZero = 0;
      continue;
    }
    loadGroup(scan_, i, block_.levels, &group);
    if (group.nonZero == 0) continue;
    if (last < 0) last = i;
    if (!fits(group.nonZero, parityOf(group), negatives(i))) unfit |= uint64_t{1} << i;
  }
  if (unfit == 0) return sum;
  BlockStates states;
  memset(&states.contexts, 0, sizeof states.contexts);
  recoverStates(costs, block_.log2_size, block_.c_idx, block_.scan_idx, &states);
  BlockPlan plan(block_, states, last);
  for (int i = last; i >= 0; i--) {
    if (groups_[i].nonZero != 0) plan.coded.add(scan_.groupX[i], scan_.groupY[i]);
  }
  if (last > 0) record(plan, last, states.contexts, 1);
  int64_t rateBefore = 0;
  for (int i = last; i >= 0; i--) {
    if (unfit >> i & 1) {
      const ContextStates& before = i == last ? states.contexts : traces_[i + 1].after;
      const int greater1Ctx = i == last ? 1 : traces_[i + 1].greater1Ctx;
      collect(i);
      int best = 0;
      float bestPrice = 0;
      for (int k = 0; k < found_; k++) {
        GroupLevels changed = groups_[i];
        apply(&changed, changes_[k]);
        const int64_t rate = rateBefore + price(plan, i, changed, before, greater1Ctx);
        const float price = changes_[k].error + static_cast<float>(rate) * BITS;
        if (k == 0 || price < bestPrice) {
          bestPrice = price;
          best = k;
        }
      }
      const Change& chosen = changes_[best];
      apply(&groups_[i], chosen);
      const int to = scan_.position[(i << 4) + chosen.n];
      const int level = groups_[i].absolute[chosen.n];
      block_.levels[to] = block_.coefficients[to] < 0 ? -level : level;
      sum += chosen.by;
      unfit ^= uint64_t{1} << i;
      if (unfit == 0) break;
      rerecord(plan, i, before, greater1Ctx);
    }
    rateBefore += traces_[i].rate;
  }
  return sum;
}

}  // namespace

int hideSignsByTrial(const nnrdoq_block& block, const Features& features,
                     const nnrdoq_costs& costs, int tries, int sum) {
  return Hiding(block, features, tries).run(costs, sum);
}

}  // namespace kernel
}  // namespace nnrdoq
