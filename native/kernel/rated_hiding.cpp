#include "rated_hiding.h"

#include <string.h>

#include "residual_rate.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

constexpr float BITS = 1.0f / ONE_BIT;

// A change of one level by one that makes its group fit.
struct Change {
  int n;        // scan position in the group
  int by;       // 1 or -1
  float error;  // what it adds to the squared error, in bits
  float price;  // error and rate under frozen states
};

void apply(GroupLevels* group, const Change& change) {
  const unsigned bit = 1u << change.n;
  const int level = group->absolute[change.n] + change.by;
  group->absolute[change.n] = static_cast<uint16_t>(level);
  group->nonZero = static_cast<uint16_t>((group->nonZero & ~bit) | (level > 0 ? bit : 0));
  group->above1 = static_cast<uint16_t>((group->above1 & ~bit) | (level > 1 ? bit : 0));
  group->above2 = static_cast<uint16_t>((group->above2 & ~bit) | (level > 2 ? bit : 0));
}

// greater1Ctx after the flags of a group with levels.
int greater1CtxAfter(const GroupLevels& group) {
  int greater1Ctx = 1;
  unsigned rest = group.nonZero;
  for (int flags = 0; rest != 0 && flags < MAX_GREATER1_FLAGS; flags++) {
    const int n = floorLog2(rest);
    rest ^= 1u << n;
    greater1Ctx = nextGreater1Ctx(greater1Ctx, group.above1 >> n & 1);
  }
  return greater1Ctx;
}

// The most promising changes of one group whose parity does not fit, best first.
class Candidates {
 public:
  Candidates(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
             const Scan& scan, int tries)
      : block_(block), features_(features), costs_(costs), scan_(scan), tries_(tries) {}

  // i: the group; isLast: whether it holds the block's last level; sig: contexts of its
  // sig_coeff_flags.
  void collect(int i, const GroupLevels& group, bool isLast, int ctxSet, const int8_t* sig) {
    base_ = i << 4;
    group_ = &group;
    sig_ = sig;
    found_ = 0;
    first_ = __builtin_ctz(group.nonZero);
    const int end = floorLog2(group.nonZero);
    const int top = isLast ? end : 15;
    last_ = isLast ? end : -1;
    const bool negative = isNegative(first_);
    mayDropFirst_ = canDropFirst(end, negative);
    setContexts(top, ctxSet);
    if (isLast) addLonger(end, ctxSet);
    for (int n = top; n >= 0; n--) add(n, negative);
  }

  int count() const { return found_; }
  const Change& operator[](int k) const { return changes_[k]; }

 private:
  bool isNegative(int n) const { return block_.coefficients[scan_.position[base_ + n]] < 0; }

  float magnitude(int n) const {
    return features_.magnitudes[scan_.y[base_ + n] * features_.width + scan_.x[base_ + n]];
  }

  int32_t lastRate(int n) const {
    return lastPositionRate(costs_, block_.scan_idx, scan_.x[base_ + n], scan_.y[base_ + n]);
  }

  // Whether the group fits without its first level in scan.
  bool canDropFirst(int end, bool negative) const {
    const int next = __builtin_ctz(group_->nonZero & (group_->nonZero - 1u));
    return end - next < SIGN_HIDING_DISTANCE || isNegative(next) == negative;
  }

  void setContexts(int top, int ctxSet) {
    int greater1Ctx = 1;
    int flags = 0;
    int rice = 0;
    bool greater2Coded = false;
    for (int n = top; n >= 0; n--) {
      const int level = group_->absolute[n];
      const int base = flags >= MAX_GREATER1_FLAGS ? 1 : greater2Coded ? 2 : 3;
      contexts_[n] = rateContext(greater1Context(ctxSet, greater1Ctx), ctxSet, rice, base,
                                 n == last_ ? NO_SIG_FLAG : sig_[n]);
      if (level != 0) {
        rice = level >= base ? nextRice(level, rice) : rice;
        if (flags < MAX_GREATER1_FLAGS) {
          flags++;
          greater1Ctx = nextGreater1Ctx(greater1Ctx, level > 1);
          greater2Coded |= level > 1;
        }
      }
    }
  }

  // New last levels after the block's last one.
  void addLonger(int end, int ctxSet) {
    const int context =
        rateContext(greater1Context(ctxSet, 1), ctxSet, 0, 3, NO_SIG_FLAG);
    int32_t rate = levelRate(costs_, 1, context) + costs_.sig_coeff_flag[sig_[end]][1] -
                   lastRate(end);
    for (int n = end + 1; n < 16; n++) {
      const float error = features_.bitsPerSquaredStep * (1 - 2 * magnitude(n));
      consider(n, 1, error, rate + lastRate(n));
      rate += costs_.sig_coeff_flag[sig_[n]][0];
    }
  }

  void add(int n, bool negative) {
    const int level = group_->absolute[n];
    const int context = contexts_[n];
    const float excess = magnitude(n) - static_cast<float>(level);
    const int32_t rate = levelRate(costs_, level, context);
    // A level raised before the first one in scan becomes the one whose sign is hidden.
    if (level < MAX_LEVEL && (n > first_ || level > 0 || isNegative(n) == negative)) {
      int32_t change = levelRate(costs_, level + 1, context) - rate;
      if (level == 0) change += sigDelta(costs_, context);
      consider(n, 1, features_.bitsPerSquaredStep * (1 - 2 * excess), change);
    }
    if (level > 1 || (level == 1 && (n != first_ || mayDropFirst_))) {
      int32_t change = levelRate(costs_, level - 1, context) - rate;
      if (level == 1) change -= n == last_ ? shorter(n) : sigDelta(costs_, context);
      consider(n, -1, features_.bitsPerSquaredStep * (1 + 2 * excess), change);
    }
  }

  // Rate saved, beside its own, when the block's last level goes and the next one takes over.
  int32_t shorter(int n) const {
    int32_t saved = lastRate(n);
    int m = n - 1;
    while (!(group_->nonZero >> m & 1)) {
      saved += costs_.sig_coeff_flag[sig_[m]][0];
      m--;
    }
    saved += costs_.sig_coeff_flag[sig_[m]][1];
    return saved - lastRate(m);
  }

  void consider(int n, int by, float error, int32_t rate) {
    const float price = error + static_cast<float>(rate) * BITS;
    if (found_ == tries_ && price >= changes_[tries_ - 1].price) return;
    int at = found_ < tries_ ? found_++ : tries_ - 1;
    for (; at > 0 && changes_[at - 1].price > price; at--) changes_[at] = changes_[at - 1];
    changes_[at] = {n, by, error, price};
  }

  const nnrdoq_block& block_;
  const Features& features_;
  const nnrdoq_costs& costs_;
  const Scan& scan_;
  const int tries_;
  int base_;
  const GroupLevels* group_;
  const int8_t* sig_;
  int first_;
  int last_;  // scan position of the block's last level, -1 if it lies in another group
  bool mayDropFirst_;
  int found_;
  int contexts_[16];
  Change changes_[MAX_HIDING_TRIES];
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

// Codes a block with changes of single levels, with states that adapt as in the stream.
class Trials {
 public:
  // groups: of the block, up to the last one with levels; they are read again after change().
  Trials(const nnrdoq_block& block, const nnrdoq_costs& costs, const GroupLevels* groups, int last,
         const CodedGroups& coded)
      : groups_(groups), plan_(block, states_, last), rateBefore_(0) {
    memset(&states_.contexts, 0, sizeof states_.contexts);
    recoverStates(costs, block.log2_size, block.c_idx, block.scan_idx, &states_);
    plan_.coded = coded;
    if (last > 0) record(last);
  }

  // Index of the change of group i that costs least.
  int cheapest(int i, const Candidates& changes) {
    int best = 0;
    float bestPrice = 0;
    takeFlags(i);
    for (int k = 0; k < changes.count(); k++) {
      const int64_t rate = rateBefore_ + price(i, changes[k]);
      const float price = changes[k].error + static_cast<float>(rate) * BITS;
      if (k == 0 || price < bestPrice) {
        bestPrice = price;
        best = k;
      }
    }
    return best;
  }

  // To be called after a level of group i changed.
  void change(int i) { rerecord(i); }

  // To be called when group i is done, if others follow.
  void pass(int i) { rateBefore_ += traces_[i].rate; }

 private:
  const ContextStates& before(int i) const {
    return i == plan_.last ? states_.contexts : traces_[i + 1].after;
  }

  int contextBefore(int i) const { return i == plan_.last ? 1 : traces_[i + 1].greater1Ctx; }

  void record(int from);
  void rerecord(int from);
  uint64_t recode(int i, ContextStates* states, int* greater1Ctx);
  void takeFlags(int i);
  int groupRate(int i, const GroupLevels& changed, int n, ContextStates* states,
                int* greater1Ctx) const;
  int64_t price(int i, const Change& change) const;
  int64_t shift(int after, ContextStates* states) const;

  const GroupLevels* const groups_;
  BlockStates states_;
  BlockPlan plan_;
  int64_t rateBefore_;            // of the groups that are done
  // The flags of the group that is changed, as it is: contexts of its sig_coeff_flags, their states
  // before each, which positions have one, all states after them, and the rate until then.
  const int8_t* flagContexts_;
  uint8_t flagStates_[16];
  int flagFrom_;
  ContextStates afterFlags_;
  int flagRate_;
  int nextCoded_[MAX_GROUPS];     // the group with levels that is coded after this one, or -1
  int64_t restRate_[MAX_GROUPS];  // of all groups coded after this one
  GroupTrace traces_[MAX_GROUPS];
};

// Codes the groups from one on, and keeps what is needed to tell what another start would change.
void Trials::record(int from) {
  ContextStates states = states_.contexts;
  int greater1Ctx = 1;
  for (int i = from; i >= 0; i--) {
    GroupTrace& t = traces_[i];
    t.count = 0;
    t.contexts = 0;
    t.rate = codeGroup(plan_, i, groups_[i], states.of, &greater1Ctx, t);
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
void Trials::rerecord(int from) {
  ContextStates states = before(from);
  int greater1Ctx = contextBefore(from);
  // Levels changed in the first group; the next one with levels may take other contexts.
  const bool wasZero = traces_[from].greater1Ctx == 0;
  uint64_t differing = recode(from, &states, &greater1Ctx);
  int i = from - 1;
  if ((greater1Ctx == 0) != wasZero && nextCoded_[from] >= 0) {
    for (; i >= nextCoded_[from]; i--) differing = recode(i, &states, &greater1Ctx);
  }
  // The others have the same bins in other states.
  for (; i >= 0 && differing != 0; i--) {
    GroupTrace& t = traces_[i];
    if ((t.contexts & differing) != 0) {
      for (int k = 0; k < t.count; k++) {
        const int c = t.context[k];
        if ((differing >> c & 1) == 0) continue;
        const int32_t was = TABLES.step[t.state[k] << 1 | t.bin[k]];
        const int32_t is = TABLES.step[states.of[c] << 1 | t.bin[k]];
        t.rate += (is >> 8) - (was >> 8);
        t.state[k] = states.of[c];
        states.of[c] = static_cast<uint8_t>(is);
        differing ^= static_cast<uint64_t>(((is ^ was) & 0xff) == 0) << c;
      }
    }
    for (uint64_t left = differing; left != 0; left &= left - 1) {
      const int c = __builtin_ctzll(left);
      t.after.of[c] = states.of[c];
    }
  }
  for (i = i > 0 ? i : 0; i < from; i++) restRate_[i + 1] = restRate_[i] + traces_[i].rate;
}

// Codes a group again; gives back the contexts that it leaves in other states than before.
uint64_t Trials::recode(int i, ContextStates* states, int* greater1Ctx) {
  GroupTrace& t = traces_[i];
  t.count = 0;
  t.contexts = 0;
  t.rate = codeGroup(plan_, i, groups_[i], states->of, greater1Ctx, t);
  const uint64_t differing = differences(t.after, *states);
  t.after = *states;
  t.greater1Ctx = *greater1Ctx;
  return differing;
}

// By how much other states after a group change the rate of the groups coded after it.
int64_t Trials::shift(int after, ContextStates* states) const {
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

// Codes the flags of group i, one that is to change.
void Trials::takeFlags(int i) {
  const unsigned nonZero = groups_[i].nonZero;
  const int around = plan_.coded.around(plan_.scan.groupX[i], plan_.scan.groupY[i]);
  NoTrace none;
  afterFlags_ = before(i);
  flagContexts_ = sigContexts(plan_.log2Size, plan_.cIdx, plan_.scanIdx, around, i == 0);
  flagFrom_ = 15;
  flagRate_ = 0;
  if (i == plan_.last) {
    const int end = floorLog2(nonZero);
    flagRate_ = plan_.lastRate((i << 4) + end);
    flagFrom_ = end - 1;
  } else if (i > 0) {
    flagRate_ = codeBin(afterFlags_.of, CODED_STATES + codedSubBlockContext(around), 1, none);
  }
  for (int n = flagFrom_; n >= 0; n--) {
    const int context = SIG_STATES + flagContexts_[n];
    flagStates_[n] = afterFlags_.of[context];
    flagRate_ += codeBin(afterFlags_.of, context, nonZero >> n & 1, none);
  }
}

// Rate of group i with another level at n; states become those after it.
int Trials::groupRate(int i, const GroupLevels& changed, int n, ContextStates* states,
                      int* greater1Ctx) const {
  NoTrace none;
  const unsigned flips = groups_[i].nonZero ^ changed.nonZero;
  // Another last position, or flags that are inferred: nothing is as before.
  if ((flips != 0 && n > flagFrom_) || changed.nonZero == 1) {
    *states = before(i);
    return codeGroup(plan_, i, changed, states->of, greater1Ctx, none);
  }
  *states = afterFlags_;
  int rate = flagRate_;
  if (flips != 0) {
    // Flags of the same context that follow see other states, until they meet again.
    const int context = flagContexts_[n];
    int state = flagStates_[n];
    for (int m = n; m >= 0; m--) {
      if (flagContexts_[m] != context) continue;
      if (m < n && state == flagStates_[m]) {
        state = afterFlags_.of[SIG_STATES + context];
        break;
      }
      rate -= rateOf(flagStates_[m], groups_[i].nonZero >> m & 1);
      const int32_t step = TABLES.step[state << 1 | (changed.nonZero >> m & 1)];
      rate += step >> 8;
      state = step & 0xff;
    }
    states->of[SIG_STATES + context] = static_cast<uint8_t>(state);
  }
  const int ctxSet = ctxSetOf(i, plan_.cIdx, *greater1Ctx);
  return rate + levelsRate(states->of, changed, ctxSet, plan_.signHiding, greater1Ctx, none);
}

// Rate of group i after a change and of all groups after it.
int64_t Trials::price(int i, const Change& change) const {
  NoTrace none;
  ContextStates states;
  GroupLevels changed = groups_[i];
  apply(&changed, change);
  int greater1Ctx = contextBefore(i);
  int64_t rate = groupRate(i, changed, change.n, &states, &greater1Ctx);
  if (i == 0) return rate;
  int at = i;
  if ((greater1Ctx == 0) != (traces_[i].greater1Ctx == 0) && nextCoded_[i] >= 0) {
    // The next group with levels takes other contexts.
    while (at > nextCoded_[i]) {
      at--;
      rate += codeGroup(plan_, at, groups_[at], states.of, &greater1Ctx, none);
    }
  }
  return rate + restRate_[at] + shift(at, &states);
}

// The levels of a block, and which groups need a change.
class Hiding {
 public:
  Hiding(const nnrdoq_block& block, const Features& features)
      : block_(block),
        features_(features),
        scan_(scanOf(block.log2_size, block.scan_idx)),
        unfit_(0),
        last_(-1) {
    for (int i = scan_.groups - 1; i >= 0; i--) {
      GroupLevels& group = groups_[i];
      group.nonZero = 0;
      if (scan_.groupX[i] >= features.width >> 2 || scan_.groupY[i] >= features.height >> 2) {
        continue;
      }
      unsigned parity;
      const unsigned nonZero = maskGroup(scan_, block.log2_size, i, block.levels, &parity);
      if (nonZero == 0) continue;
      group.nonZero = static_cast<uint16_t>(nonZero);
      if (last_ < 0) last_ = i;
      coded_.add(scan_.groupX[i], scan_.groupY[i]);
      if (!fits(i, parity)) unfit_ |= uint64_t{1} << i;
    }
  }

  // Changes levels by price alone, or by trial; gives back by how much their sum grew.
  int32_t run(const nnrdoq_costs& costs, int tries) {
    if (unfit_ == 0) return 0;
    for (int i = last_; i >= 0; i--) {
      if (groups_[i].nonZero != 0) loadGroup(scan_, i, block_.levels, &groups_[i]);
    }
    Candidates candidates(block_, features_, costs, scan_, tries);
    return tries > 1 ? byTrial(costs, &candidates) : byPrice(&candidates);
  }

 private:
  // Whether the group hides no sign or the right one; parity: of the sum of its levels.
  bool fits(int i, unsigned parity) const {
    const int first = __builtin_ctz(groups_[i].nonZero);
    if (floorLog2(groups_[i].nonZero) - first < SIGN_HIDING_DISTANCE) return true;
    return parity == static_cast<unsigned>(
                         block_.coefficients[scan_.position[(i << 4) + first]] < 0);
  }

  void collect(int i, int greater1Ctx, Candidates* candidates) const {
    const int around = coded_.around(scan_.groupX[i], scan_.groupY[i]);
    const int ctxSet = ctxSetOf(i, block_.c_idx, greater1Ctx);
    candidates->collect(
        i, groups_[i], i == last_, ctxSet,
        sigContexts(block_.log2_size, block_.c_idx, block_.scan_idx, around, i == 0));
  }

  void change(int i, const Change& change) {
    apply(&groups_[i], change);
    const int to = scan_.position[(i << 4) + change.n];
    const int level = groups_[i].absolute[change.n];
    block_.levels[to] = block_.coefficients[to] < 0 ? -level : level;
  }

  int32_t byPrice(Candidates* candidates) {
    int32_t grown = 0;
    int greater1Ctx = 1;
    for (int i = last_; i >= 0; i--) {
      if (groups_[i].nonZero == 0) continue;
      if (unfit_ >> i & 1) {
        collect(i, greater1Ctx, candidates);
        change(i, (*candidates)[0]);
        grown += (*candidates)[0].by;
      }
      greater1Ctx = greater1CtxAfter(groups_[i]);
    }
    return grown;
  }

  int32_t byTrial(const nnrdoq_costs& costs, Candidates* candidates) {
    Trials trials(block_, costs, groups_, last_, coded_);
    int32_t grown = 0;
    int greater1Ctx = 1;
    uint64_t left = unfit_;
    for (int i = last_; left != 0; i--) {
      if (groups_[i].nonZero != 0) {
        if (left >> i & 1) {
          collect(i, greater1Ctx, candidates);
          const Change& chosen = (*candidates)[trials.cheapest(i, *candidates)];
          change(i, chosen);
          grown += chosen.by;
          left ^= uint64_t{1} << i;
          if (left != 0) trials.change(i);
        }
        greater1Ctx = greater1CtxAfter(groups_[i]);
      }
      if (left != 0) trials.pass(i);
    }
    return grown;
  }

  const nnrdoq_block& block_;
  const Features& features_;
  const Scan& scan_;
  uint64_t unfit_;
  int last_;  // the group that holds the block's last level
  CodedGroups coded_;
  GroupLevels groups_[MAX_GROUPS];
};

}  // namespace

int32_t hideSigns(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
                  int tries, int32_t sum) {
  return sum + Hiding(block, features).run(costs, tries);
}

}  // namespace kernel
}  // namespace nnrdoq
