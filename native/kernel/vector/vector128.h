// Registers of four lanes in the compiler's vector extensions, which every instruction set has:
// what the 128-bit sets share, and what wider ones use for a few values.
#ifndef NNRDOQ_KERNEL_VECTOR_VECTOR128_H
#define NNRDOQ_KERNEL_VECTOR_VECTOR128_H

#include <stdint.h>

#include "../network.h"

namespace nnrdoq {
namespace kernel {
namespace {

typedef int32_t FourInts __attribute__((vector_size(16), may_alias));
typedef float FourFloats __attribute__((vector_size(16), may_alias));

// Sixteen lanes of 16 bits, however many registers they take.
typedef int16_t Shorts __attribute__((vector_size(32), may_alias));
typedef uint16_t UnsignedShorts __attribute__((vector_size(32), may_alias));
typedef int8_t Bytes __attribute__((vector_size(16), may_alias));

// Vector::compress where there is no instruction for it.
inline void compressOneByOne(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
  int count = 0;
  for (int n = 0; n < 16; n++) {
    to[count] = from[n] + add;
    count += static_cast<int>(mask >> n & 1);
  }
}

// Vector::extract where there is no instruction for it.
inline uint32_t extractOneByOne(uint32_t v, uint32_t mask) {
  uint32_t bits = 0;
  for (int k = 0; mask != 0; mask &= mask - 1, k++) {
    bits |= (v >> __builtin_ctz(mask) & 1) << k;
  }
  return bits;
}

template <typename T>
inline T saturated(int32_t v) {
  constexpr int32_t MOST = (1 << (8 * sizeof(T) - 1)) - 1;
  return static_cast<T>(v > MOST ? MOST : v < -MOST - 1 ? -MOST - 1 : v);
}

// Vector::deposit where there is no instruction for it.
inline uint32_t depositOneByOne(uint32_t v, uint32_t mask) {
  uint32_t bits = 0;
  for (int k = 0; mask != 0; mask &= mask - 1, k++) bits |= (v >> k & 1) * (mask & (0 - mask));
  return bits;
}

// Basics has what is an instruction of each set: dot, signs and AT_ONCE.
template <typename Basics>
struct Vector128 : Basics {
  typedef FourInts Ints;
  typedef FourFloats Floats;
  static constexpr int LANES = 4;

  static Ints pick(const Ints* table, Ints at) {
    const int32_t* const values = reinterpret_cast<const int32_t*>(table);
    Ints v;
    for (int k = 0; k < LANES; k++) v[k] = values[at[k] & 15];
    return v;
  }

  static Ints pick(const Ints* lower, const Ints* upper, Ints at) {
    return at < 16 ? pick(lower, at) : pick(upper, at);
  }

  template <int BY>
  static Floats exchange(Floats v) {
    return __builtin_shufflevector(v, v, 0 ^ BY, 1 ^ BY, 2 ^ BY, 3 ^ BY);
  }

  static void narrow(Ints v, int16_t* to) {
    for (int k = 0; k < LANES; k++) to[k] = static_cast<int16_t>(v[k]);
  }

  template <typename T>
  static Ints widen(const T* p) {
    return Ints{p[0], p[1], p[2], p[3]};
  }

  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    Ints v;
    for (int k = 0; k < LANES; k++) {
      const int32_t place = order[LANES * r + k];
      v[k] = c[(place >> 2) * size + (place & 3)];
    }
    return v;
  }

  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    typedef Ints Anywhere __attribute__((aligned(4)));
    uint32_t mask = 0;
    for (int y = 0; y < 4; y++) {
      const Ints row = *reinterpret_cast<const Anywhere*>(c + y * size);
      const Ints sign = row >> 31;
      mask |= Basics::signs((row ^ sign) - sign >= threshold) << (4 * y);
    }
    return mask;
  }

  static FourInts totals(Ints v) {
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1);
    return v + __builtin_shufflevector(v, v, 1, 0, 3, 2);
  }

  static FourFloats sums(const Floats* v) {
    Floats four = (v[0] + v[2]) + (v[1] + v[3]);
    four += __builtin_shufflevector(four, four, 2, 3, 0, 1);
    return four + __builtin_shufflevector(four, four, 1, 0, 3, 2);
  }

  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }

  static float least(Floats v) {
    const float a = v[0] < v[1] ? v[0] : v[1];
    const float b = v[2] < v[3] ? v[2] : v[3];
    return a < b ? a : b;
  }

  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressOneByOne(from, mask, add, to);
  }

  static uint32_t extract(uint32_t v, uint32_t mask) { return extractOneByOne(v, mask); }

  static uint32_t deposit(uint32_t v, uint32_t mask) { return depositOneByOne(v, mask); }

  static uint32_t signs(Shorts v) {
    uint32_t mask = 0;
    for (int k = 0; k < 16; k++) mask |= static_cast<uint32_t>(v[k] < 0) << k;
    return mask;
  }
  using Basics::signs;

  static uint32_t signs(Bytes v) {
    uint32_t mask = 0;
    for (int k = 0; k < 16; k++) mask |= static_cast<uint32_t>(v[k] < 0) << k;
    return mask;
  }

  static Shorts shorts(const int32_t* p) {
    Shorts v;
    for (int k = 0; k < 16; k++) v[k] = saturated<int16_t>(p[k]);
    return v;
  }

  static Bytes packed(Shorts v) {
    Bytes bytes;
    for (int k = 0; k < 16; k++) bytes[k] = saturated<int8_t>(v[k]);
    return bytes;
  }

  static Bytes lookUp(Bytes table, Bytes at) {
    Bytes v;
    for (int k = 0; k < 16; k++) v[k] = table[at[k] & 15];
    return v;
  }

  static Shorts interleave(Bytes lower, Bytes upper) {
    return (__builtin_convertvector(lower, Shorts) & (Shorts{} + int16_t{0xff})) |
           __builtin_convertvector(upper, Shorts) << (Shorts{} + int16_t{8});
  }

  static Shorts productHigh(Shorts a, Shorts b) {
    Shorts v;
    for (int k = 0; k < 16; k++) {
      const uint32_t x = static_cast<uint16_t>(a[k]);
      v[k] = static_cast<int16_t>(x * static_cast<uint16_t>(b[k]) >> 16);
    }
    return v;
  }

  static Shorts sumsFromAbove(Shorts v) {
    int16_t sum = 0;
    for (int k = 15; k >= 0; k--) v[k] = sum = static_cast<int16_t>(sum + v[k]);
    return v;
  }

  static Shorts fromLower(Shorts v) {
    return __builtin_shufflevector(v, Shorts{}, 31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
                                   14);
  }

  static Shorts fromUpper(Shorts v) {
    return __builtin_shufflevector(v, Shorts{}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                                   16);
  }

  static int sum(Shorts v) {
    int sum = 0;
    for (int k = 0; k < 16; k++) sum += v[k];
    return sum;
  }

  static Bytes places(uint32_t mask) {
    Bytes v = {};
    for (int k = 15; mask != 0; k--) {
      const int n = 31 ^ __builtin_clz(mask);
      v[k] = static_cast<int8_t>(n);
      mask ^= 1u << n;
    }
    return v;
  }

  static Shorts byteDot(Shorts sum, Shorts bytes, int32_t weights) {
    const int16_t lower = static_cast<int8_t>(weights);
    const int16_t upper = static_cast<int8_t>(weights >> 8);
    const Shorts low = Shorts{} + int16_t{0xff};
    return sum + (bytes & low) * lower + (bytes >> 8 & low) * upper;
  }

  static Shorts byteDot(Shorts sum, Shorts bytes, Shorts weights) {
    const Shorts low = Shorts{} + int16_t{0xff};
    const Shorts byte = Shorts{} + int16_t{8};
    return sum + (bytes & low) * (weights << byte >> byte) + (bytes >> byte & low) * (weights >> byte);
  }

  static Shorts scaled(Shorts v, int16_t scale) {
    const int16_t shift = static_cast<int16_t>(15 - __builtin_ctz(static_cast<unsigned>(scale)));
    const int16_t half = static_cast<int16_t>(1 << (shift - 1));
    return (v + half) >> (Shorts{} + shift);
  }

  static Shorts scaled(Shorts v, Shorts scales) {
    for (int k = 0; k < 16; k++) v[k] = static_cast<int16_t>((v[k] * scales[k] + (1 << 14)) >> 15);
    return v;
  }

  static Shorts inEachHalf(int16_t lower, int16_t upper) {
    Shorts v;
    for (int k = 0; k < 16; k++) v[k] = k < 8 ? lower : upper;
    return v;
  }

  static Shorts inBothHalves(const int16_t* p) {
    Shorts v;
    for (int k = 0; k < 16; k++) v[k] = p[k & 7];
    return v;
  }

  static Shorts halvesExchanged(Shorts v) {
    return __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  }

  static Shorts halvesFromLower(Shorts v) {
    return __builtin_shufflevector(v, Shorts{}, 16, 0, 1, 2, 3, 4, 5, 6, 16, 8, 9, 10, 11, 12, 13, 14);
  }

  static Shorts halvesFromUpper(Shorts v) {
    return __builtin_shufflevector(v, Shorts{}, 1, 2, 3, 4, 5, 6, 7, 16, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  template <int REGISTERS>
  static void score(const Ints* units, const Head& head, int32_t* scores) {
    Ints sums[3] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const Ints positive = units[r] > 0 ? units[r] : Ints{};
      const Ints shifted = positive >> *reinterpret_cast<const Ints*>(head.shift + LANES * r);
      const Ints activations = shifted < MAX_ACTIVATION ? shifted : Ints{} + MAX_ACTIVATION;
      for (int k = 0; k < CLASSES; k++) {
        sums[k] += activations * *reinterpret_cast<const Ints*>(head.weights[k] + LANES * r);
      }
    }
    for (int k = 0; k < CLASSES; k++) scores[k] = totals(sums[k])[0];
  }
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_VECTOR128_H
