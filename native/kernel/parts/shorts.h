// Sixteen values of 16 bits side by side, on which all that works along lists is done.
#ifndef NNRDOQ_KERNEL_PARTS_SHORTS_H
#define NNRDOQ_KERNEL_PARTS_SHORTS_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

// p is aligned.
inline Shorts shorts(const int16_t* p) { return *reinterpret_cast<const Shorts*>(p); }

inline Shorts shortsAnywhere(const int16_t* p) {
  typedef Shorts Anywhere __attribute__((aligned(2)));
  return *reinterpret_cast<const Anywhere*>(p);
}

inline void put(int16_t* p, Shorts v) { *reinterpret_cast<Shorts*>(p) = v; }

inline unsigned signs(Shorts v) { return Vector::signs(v); }

inline Shorts allShorts(int v) { return Shorts{} + static_cast<int16_t>(v); }

// How many lanes lie above each.
constexpr Shorts SHORTS_BEFORE = {15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};

// Sum plus the products of both bytes of each lane, unsigned, with two signed weights, which are
// there twice. Wraps.
inline Shorts byteDot(Shorts sum, Shorts bytes, int32_t weights) {
  return Vector::byteDot(sum, bytes, weights);
}

// What a layer makes of a sum: sum * scale, rounded, in 1/32768, cut to 0..MOST_LIST_VALUE. scale, one for all
// lanes or for each, is a power of two.
template <typename Scale>
inline Shorts activation(Shorts sum, Scale scale) {
  const Shorts v = Vector::scaled(sum, scale);
  const Shorts positive = v > Shorts{} ? v : Shorts{};
  const Shorts most = allShorts(MOST_LIST_VALUE);
  return positive < most ? positive : most;
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_SHORTS_H
