#include "rated_hiding.h"

#include <float.h>
#include <stdlib.h>

namespace nnrdoq {
namespace kernel {
namespace {

constexpr float BITS = 1.0f / ONE_BIT;

// One coefficient group whose parity does not fit.
class Group {
 public:
  Group(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
        const Scan& scan, int index)
      : block_(block), features_(features), costs_(costs), scan_(scan), base_(index << 4) {}

  // levels: signed, in scan order; first: lowest scan position with a level; top: highest position
  // that may change. Changes one level by one, in the block; gives back by how much it grew.
  int32_t fit(const int32_t* levels, uint32_t mask, int first, int top, bool lastGroup, int ctxSet,
              const int8_t* sig) {
    levels_ = levels;
    mask_ = mask;
    sig_ = sig;
    last_ = lastGroup ? top : -1;
    const bool negative = levels[first] < 0;
    float best = FLT_MAX;
    int bestN = 0;
    int32_t bestChange = 0;
    int greater1Ctx = 1;
    int flags = 0;
    int rice = 0;
    bool greater2Coded = false;
    for (int n = top; n >= 0; n--) {
      const int level = abs(levels[n]);
      const int base = flags >= MAX_GREATER1_FLAGS ? 1 : greater2Coded ? 2 : 3;
      const int context = rateContext(greater1Context(ctxSet, greater1Ctx), ctxSet, rice, base,
                                      n == last_ ? NO_SIG_FLAG : sig[n]);
      contexts_[n] = context;
      if (level != 0) {
        rice = level >= base ? nextRice(level, rice) : rice;
        if (flags < MAX_GREATER1_FLAGS) {
          flags++;
          greater1Ctx = nextGreater1Ctx(greater1Ctx, level > 1);
          greater2Coded |= level > 1;
        }
      }
    }
    const float perStep = features_.bitsPerSquaredStep;
    for (int n = top; n >= 0; n--) {
      const int level = abs(levels[n]);
      const int context = contexts_[n];
      const float u = features_.magnitudes[scan_.y[base_ + n] * features_.width + scan_.x[base_ + n]];
      const int32_t rate = levelRate(costs_, level, context);
      // A level raised before the first one in scan becomes the one whose sign is hidden.
      if (level < MAX_LEVEL &&
          (n > first || level > 0 || (block_.coefficients[scan_.position[base_ + n]] < 0) == negative)) {
        int32_t change = levelRate(costs_, level + 1, context) - rate;
        if (level == 0) change += sigDelta(costs_, context);
        const float price = perStep * (1 - 2 * (u - static_cast<float>(level))) +
                            static_cast<float>(change) * BITS;
        if (price < best) {
          best = price;
          bestN = n;
          bestChange = 1;
        }
      }
      if (level > 1 || (level == 1 && n != first)) {
        int32_t change = levelRate(costs_, level - 1, context) - rate;
        if (level == 1) change -= n == last_ ? shorter(n) : sigDelta(costs_, context);
        const float price = perStep * (1 + 2 * (u - static_cast<float>(level))) +
                            static_cast<float>(change) * BITS;
        if (price < best) {
          best = price;
          bestN = n;
          bestChange = -1;
        }
      }
    }
    const int position = scan_.position[base_ + bestN];
    block_.levels[position] += block_.coefficients[position] < 0 ? -bestChange : bestChange;
    return bestChange;
  }

 private:
  // Rate saved, beside its own, when the block's last level goes and the next one takes over.
  int32_t shorter(int n) const {
    int32_t saved = lastRate(n);
    int m = n - 1;
    while (!(mask_ >> m & 1)) {
      saved += costs_.sig_coeff_flag[sig_[m]][0];
      m--;
    }
    saved += costs_.sig_coeff_flag[sig_[m]][1];
    return saved - lastRate(m);
  }

  int32_t lastRate(int n) const {
    return lastPositionRate(costs_, block_.scan_idx, scan_.x[base_ + n], scan_.y[base_ + n]);
  }

  const nnrdoq_block& block_;
  const Features& features_;
  const nnrdoq_costs& costs_;
  const Scan& scan_;
  const int base_;
  const int32_t* levels_;
  uint32_t mask_;
  const int8_t* sig_;
  int last_;         // position of the block's last level, -1 if it lies in another group
  int contexts_[16];
};

// greater1Ctx after the flags of a group.
int endOfGroup(const nnrdoq_block& block, const uint16_t* positions) {
  int greater1Ctx = 1;
  int flags = 0;
  for (int n = 15; n >= 0 && flags < MAX_GREATER1_FLAGS; n--) {
    const int level = abs(block.levels[positions[n]]);
    if (level != 0) {
      flags++;
      greater1Ctx = nextGreater1Ctx(greater1Ctx, level > 1);
    }
  }
  return greater1Ctx;
}

}  // namespace

int32_t hideSigns(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
                  int32_t sum) {
  const Scan& scan = scanOf(block.log2_size, block.scan_idx);
  const int columns = features.width >> 2;
  const int rows = features.height >> 2;
  bool coded[MAX_GROUPS];
  int greater1Ctx = 1;
  bool seen = false;
  for (int i = scan.groups - 1; i >= 0; i--) {
    const int gx = scan.groupX[i];
    const int gy = scan.groupY[i];
    if (gx >= columns || gy >= rows) continue;
    const int group = gy * columns + gx;
    const uint16_t* positions = scan.position + (i << 4);
    int32_t levels[16];
    uint32_t mask = 0;
    int32_t parity = 0;
    // Levels lie only where the nearest ones do.
    for (uint32_t left = features.masks[group]; left != 0; left &= left - 1) {
      const int n = __builtin_ctz(left);
      const int32_t level = block.levels[positions[n]];
      parity ^= level;
      mask |= static_cast<uint32_t>(level != 0) << n;
    }
    coded[group] = mask != 0;
    if (mask == 0) continue;
    const int first = __builtin_ctz(mask);
    const int end = floorLog2(mask);
    const int sign = block.levels[positions[first]] < 0;
    if (end - first >= SIGN_HIDING_DISTANCE && (parity & 1) != sign) {
      const bool right = gx + 1 < columns && coded[group + 1];
      const bool below = gy + 1 < rows && coded[group + columns];
      const int ctxSet = ctxSetOf(i, block.c_idx, seen ? greater1Ctx : 1);
      const int8_t* sig = sigContexts(block.log2_size, block.c_idx, block.scan_idx,
                                      (right ? 1 : 0) | (below ? 2 : 0), i == 0);
      for (int n = 0; n < 16; n++) levels[n] = block.levels[positions[n]];
      Group search(block, features, costs, scan, i);
      sum += search.fit(levels, mask, first, seen ? 15 : end, !seen, ctxSet, sig);
    }
    if (i != 0) greater1Ctx = endOfGroup(block, positions);
    seen = true;
  }
  return sum;
}

}  // namespace kernel
}  // namespace nnrdoq
