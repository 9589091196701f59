// The 16 positions of a coefficient group in registers. Nearly all of the kernel works on them side
// by side: on arrays of 16 values in scan order, PARTS registers each.
#ifndef NNRDOQ_KERNEL_PARTS_GROUP_H
#define NNRDOQ_KERNEL_PARTS_GROUP_H

#ifndef NNRDOQ_KERNEL_VECTOR_H
#error "include the vector class of an instruction set first"
#endif

#include <stddef.h>
#include <string.h>

#include "../scratch.h"

namespace nnrdoq {
namespace kernel {
namespace {

typedef Vector::Ints Ints;
typedef Vector::Floats Floats;
constexpr int PARTS = 16 / Vector::LANES;

struct GroupValues {
  alignas(64) int32_t values[16];
};
constexpr GroupValues POSITIONS = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
constexpr GroupValues POSITION_BITS = {{1, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7,
                                        1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14,
                                        1 << 15}};

// Register r of 16 values; p is aligned.
inline Ints ints(const int32_t* p, int r) {
  return *reinterpret_cast<const Ints*>(p + r * Vector::LANES);
}

inline Floats floats(const float* p, int r) {
  return *reinterpret_cast<const Floats*>(p + r * Vector::LANES);
}

inline void put(int32_t* p, int r, Ints v) { *reinterpret_cast<Ints*>(p + r * Vector::LANES) = v; }

inline void put(float* p, int r, Floats v) {
  *reinterpret_cast<Floats*>(p + r * Vector::LANES) = v;
}

// One register from where nothing is aligned.
inline Ints anywhere(const int32_t* p) {
  typedef Ints Anywhere __attribute__((aligned(4)));
  return *reinterpret_cast<const Anywhere*>(p);
}

// Register r of 16 narrower values anywhere.
inline Ints shorts(const int16_t* p, int r) { return Vector::widen(p + r * Vector::LANES); }

inline Ints bytes(const int8_t* p, int r) { return Vector::widen(p + r * Vector::LANES); }

// The scan positions themselves.
inline Ints positions(int r) { return ints(POSITIONS.values, r); }

// Where a register's lanes are negative, as bits of a mask over the group.
inline unsigned negativeAt(Ints v, int r) { return Vector::signs(v) << (r * Vector::LANES); }

// Sixteen values to pick from.
struct Sixteen {
  Ints part[PARTS];
};

inline Sixteen sixteen(const int32_t* p) {
  if constexpr (PARTS == 1) {  // a loop would keep it in memory
    return {{anywhere(p)}};
  } else {
    Sixteen v;
    for (int r = 0; r < PARTS; r++) v.part[r] = anywhere(p + r * Vector::LANES);
    return v;
  }
}

inline Sixteen sixteen(const int16_t* p) {
  Sixteen v;
  for (int r = 0; r < PARTS; r++) v.part[r] = shorts(p, r);
  return v;
}

// Those at the indices' lower four bits.
inline Ints pick(const Sixteen& table, Ints at) { return Vector::pick(table.part, at); }

// Of two times sixteen, those at indices 0..31.
inline Ints pick(const Sixteen& lower, const Sixteen& upper, Ints at) {
  return Vector::pick(lower.part, upper.part, at);
}

// Of each position, how many of a mask's bits lie above it.
struct BitsAbove {
  explicit BitsAbove(unsigned mask)
      : counts{TABLES.bitsAbove[mask & 255] +
                   static_cast<uint64_t>(__builtin_popcount(mask >> 8)) * 0x0101010101010101u,
               TABLES.bitsAbove[mask >> 8]} {}

  Ints at(int r) const { return bytes(reinterpret_cast<const int8_t*>(counts), r); }

  uint64_t counts[2];  // a byte for each
};

// Number of a group in arrays of them, row of groups << 3 | column of groups, by its index in scan.
inline int groupAt(const Scan& scan, int i) { return scan.groupY[i] << 3 | scan.groupX[i]; }

// Which groups of a block are coded.
class CodedGroups {
 public:
  void add(int gx, int gy) { bits_ |= uint64_t{1} << (gy << 3 | gx); }
  void remove(int gx, int gy) { bits_ &= ~(uint64_t{1} << (gy << 3 | gx)); }

  // Bit 0: the group to the right is coded; bit 1: the group below is.
  int around(int gx, int gy) const {
    const uint64_t at = bits_ >> (gy << 3 | gx);
    const int right = gx < 7 ? static_cast<int>(at >> 1 & 1) : 0;
    const int below = gy < 7 ? static_cast<int>(at >> 8 & 1) : 0;
    return right | below << 1;
  }

 private:
  uint64_t bits_ = 0;
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_GROUP_H
