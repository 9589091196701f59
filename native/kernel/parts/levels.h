// The levels of a block between their choice and the host: absolute ones, group by group.
#ifndef NNRDOQ_KERNEL_PARTS_LEVELS_H
#define NNRDOQ_KERNEL_PARTS_LEVELS_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Notes what else there is to know about a group's levels. Gives back their sums lane by lane.
inline Ints describeLevels(GroupLevels* group) {
  unsigned nonZero = 0;
  unsigned odd = 0;
  Ints sum = {};
  for (int r = 0; r < PARTS; r++) {
    const Ints level = ints(group->absolute, r);
    nonZero |= negativeAt(level > 0, r);
    odd ^= Vector::signs(level << 31);
    sum += level;
  }
  group->nonZero = static_cast<uint16_t>(nonZero);
  group->odd = (__builtin_popcount(odd) & 1) != 0;
  return sum;
}

// Writes the levels of s.groups with their signs; those of all other groups are 0.
void writeLevels(const nnrdoq_block& b, int32_t sum, const Scratch& s) {
  const Features& f = s.features;
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  const int size = 1 << b.log2_size;
  memset(b.levels, 0, sizeof(int32_t) << (2 * b.log2_size));
  if (sum == 0) return;
  const int32_t* const place = TABLES.place[b.scan_idx];
  for (uint64_t rest = f.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const GroupLevels& group = s.groups[i];
    if (group.nonZero == 0) continue;
    Sixteen inScan;
    for (int r = 0; r < PARTS; r++) {
      const Ints negative = (ints(POSITION_BITS.values, r) & f.negative[i]) != 0;
      inScan.part[r] = (ints(group.absolute, r) ^ negative) - negative;
    }
    alignas(64) int32_t levels[16];
    for (int r = 0; r < PARTS; r++) put(levels, r, pick(inScan, ints(place, r)));
    int32_t* const to = b.levels + scan.position[i << 4];
    for (int y = 0; y < 4; y++) memcpy(to + y * size, levels + 4 * y, 4 * sizeof(int32_t));
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LEVELS_H
