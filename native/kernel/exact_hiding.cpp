#include "exact_hiding.h"

#include <stdlib.h>

#include "residual_rate.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr float BITS = 1.0f / ONE_BIT;

// Bits that raising level 0, 1, or more by one roughly takes; lowering gives back the same.
constexpr float ROUGH_BITS[3] = {4.5f, 2.0f, 0.7f};

// A change of one level by one that would make its group fit.
struct Change {
  int n;        // scan position in the group
  int by;       // 1 or -1
  float error;  // what it adds to the squared error, in bits
  float rough;  // rough price, by which the changes to try are chosen
};

struct Hiding {
  const nnrdoq_block& block;
  const Features& features;
  const Scan& scan;
  int tries;
  GroupLevels groups[MAX_GROUPS];
  Change changes[MAX_EXACT_TRIES];
  int found;

  Hiding(const nnrdoq_block& b, const Features& f, int t)
      : block(b), features(f), scan(scanOf(b.log2_size, b.scan_idx)), tries(t) {}

  bool negative(int scanPos) const { return block.coefficients[scan.position[scanPos]] < 0; }

  // Whether a group hides no sign, or the right one; the parity is that of the sum of its levels.
  bool fits(int i, unsigned nonZero, int parity) const {
    if (nonZero == 0) return true;
    const int first = __builtin_ctz(nonZero);
    return floorLog2(nonZero) - first < SIGN_HIDING_DISTANCE ||
           parity == static_cast<int>(negative((i << 4) + first));
  }

  void consider(int i, int n, int by, float squaredSteps, float roughBits, int parity);
  void collect(int i);
  int mend(int i, const GroupCoder& before, int64_t rateBefore);
};

int parityOf(const GroupLevels& group) {
  int sum = 0;
  for (unsigned rest = group.nonZero; rest != 0; rest &= rest - 1) {
    sum += group.absolute[__builtin_ctz(rest)];
  }
  return sum & 1;
}

void apply(GroupLevels* group, const Change& change) {
  const unsigned bit = 1u << change.n;
  const int level = group->absolute[change.n] + change.by;
  group->absolute[change.n] = static_cast<uint16_t>(level);
  group->nonZero = static_cast<uint16_t>((group->nonZero & ~bit) | (level > 0 ? bit : 0));
  group->above1 = static_cast<uint16_t>((group->above1 & ~bit) | (level > 1 ? bit : 0));
  group->above2 = static_cast<uint16_t>((group->above2 & ~bit) | (level > 2 ? bit : 0));
}

// Remembers a change if it makes the group fit and is among the most promising ones.
void Hiding::consider(int i, int n, int by, float squaredSteps, float roughBits, int parity) {
  const float error = squaredSteps * features.bitsPerSquaredStep;
  const float rough = error + roughBits;
  if (found == tries && rough >= changes[tries - 1].rough) return;
  const GroupLevels& group = groups[i];
  const bool stays = group.absolute[n] + by != 0;
  const unsigned nonZero = (group.nonZero & ~(1u << n)) | static_cast<unsigned>(stays) << n;
  if (!fits(i, nonZero, parity ^ 1)) return;
  int at = found < tries ? found++ : tries - 1;
  for (; at > 0 && changes[at - 1].rough > rough; at--) changes[at] = changes[at - 1];
  changes[at] = {n, by, error, rough};
}

// The most promising changes of group i.
void Hiding::collect(int i) {
  const GroupLevels& group = groups[i];
  const int parity = parityOf(group);
  found = 0;
  for (int n = 15; n >= 0; n--) {
    const int scanPos = (i << 4) + n;
    const int level = group.absolute[n];
    const float magnitude = features.magnitudes[scan.y[scanPos] * features.width + scan.x[scanPos]];
    const float error = magnitude - static_cast<float>(level);
    if (level < MAX_LEVEL) {
      consider(i, n, 1, 1 - 2 * error, ROUGH_BITS[level < 2 ? level : 2], parity);
    }
    if (level > 0) {
      consider(i, n, -1, 1 + 2 * error, -ROUGH_BITS[level < 3 ? level - 1 : 2], parity);
    }
  }
}

// Makes group i fit; returns by how much its sum grew.
int Hiding::mend(int i, const GroupCoder& before, int64_t rateBefore) {
  collect(i);
  int best = 0;
  float bestPrice = 0;
  for (int k = 0; k < found; k++) {
    GroupLevels changed = groups[i];
    apply(&changed, changes[k]);
    GroupCoder coder = before;
    int64_t rate = rateBefore + coder.code(i, changed);
    for (int j = i - 1; j >= 0; j--) rate += coder.code(j, groups[j]);
    const float price = changes[k].error + static_cast<float>(rate) * BITS;
    if (k == 0 || price < bestPrice) {
      bestPrice = price;
      best = k;
    }
  }
  apply(&groups[i], changes[best]);
  const int scanPos = (i << 4) + changes[best].n;
  const int level = groups[i].absolute[changes[best].n];
  block.levels[scan.position[scanPos]] = negative(scanPos) ? -level : level;
  return changes[best].by;
}

}  // namespace

int hideSignsByTrial(const nnrdoq_block& block, const Features& features,
                     const nnrdoq_costs& costs, int tries, int sum) {
  Hiding h(block, features, tries);
  const int columns = features.width >> 2;
  const int rows = features.height >> 2;
  uint64_t unfit = 0;
  int last = -1;
  for (int i = h.scan.groups - 1; i >= 0; i--) {
    GroupLevels& group = h.groups[i];
    if (h.scan.groupX[i] >= columns || h.scan.groupY[i] >= rows) {
      group.nonZero = 0;
      continue;
    }
    loadGroup(h.scan, i, block.levels, &group);
    if (last < 0 && group.nonZero != 0) last = i;
    if (!h.fits(i, group.nonZero, parityOf(group))) unfit |= uint64_t{1} << i;
  }
  if (unfit == 0) return sum;
  BlockStates states;
  recoverStates(costs, block.log2_size, block.c_idx, block.scan_idx, &states);
  GroupCoder coder(block, states, last);
  int64_t rate = 0;
  for (int i = last; unfit != 0; i--) {
    if (unfit >> i & 1) {
      unfit ^= uint64_t{1} << i;
      sum += h.mend(i, coder, rate);
    }
    if (unfit != 0) rate += coder.code(i, h.groups[i]);
  }
  return sum;
}

}  // namespace kernel
}  // namespace nnrdoq
