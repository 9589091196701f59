// From floats to the integers that a network takes: rint(v * 1024) in 16 bits, half to even, two
// inputs in each word. A float is added to one that is so large that what remains of the sum's
// precision are just these units.
#ifndef NNRDOQ_KERNEL_PARTS_QUANTA_H
#define NNRDOQ_KERNEL_PARTS_QUANTA_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr float BITS = 1.0f / ONE_BIT;
constexpr float UNIT = 1.0f / QUANTUM;

// What rounds floats to multiples of unit, a power of two, when it is added to them: the sum's
// lower 16 bits count those. For magnitudes below 2^22 units.
constexpr float rounding(float unit) { return unit * 0x1.8p23f; }

inline Ints quanta(Floats v, float unit) { return (Ints)(v + rounding(unit)); }

// The same of values that are cut to -2..8 inputs.
inline Ints cutQuanta(Floats v, float unit) {
  const Floats least = Floats{} - 2 * QUANTUM * unit;
  const Floats most = Floats{} + 8 * QUANTUM * unit;
  return quanta(Vector::smaller(Vector::larger(v, least), most), unit);
}

// The nearest integer of v * 1024, half to even, for magnitudes below 4096.
inline int32_t quantum(float v) {
  const float shifted = v + rounding(UNIT);
  int32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  return bits - 0x46400000;
}

inline int32_t low(int32_t v) { return v & 0xffff; }

// Two inputs in one word.
inline int32_t both(int32_t first, int32_t second) {
  return low(first) | static_cast<int32_t>(static_cast<uint32_t>(second) << 16);
}

inline Ints both(Ints first, Ints second) { return (first & 0xffff) | second << 16; }

// An input of 1 or 0.
inline int32_t flag(bool v) { return v ? QUANTUM : 0; }

// log2(1 + v), linear between powers of two.
inline float logOf(float v) {
  const float one = 1 + v;
  uint32_t bits;
  memcpy(&bits, &one, sizeof bits);
  return static_cast<float>(static_cast<int32_t>(bits - 0x3f800000u)) * 0x1p-23f;
}

// An input per block.
inline int32_t blockQuantum(float v) {
  v = v < -32 ? -32.0f : v;
  return quantum(v > 31.999f ? 31.999f : v);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_QUANTA_H
