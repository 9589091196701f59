// What the levels of a coefficient group are coded under, for all its positions at once: contexts,
// base levels and Rice parameters (H.265 7.3.8.11 and 9.3.4.2.6), as
// org.nnrdoq.hevc.residual.GroupState steps through them.
#ifndef NNRDOQ_KERNEL_PARTS_CODING_H
#define NNRDOQ_KERNEL_PARTS_CODING_H

#include "group.h"

namespace nnrdoq {
namespace kernel {
namespace {

// greater1Ctx of a level by the number of levels coded before, if none of those is above 1.
constexpr GroupValues GREATER1_CONTEXTS = {{1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3}};

// Everything in here holds for positions whose level is 0 too: what a level there would be coded
// under.
struct GroupCoding {
  unsigned mask;    // levels other than 0
  unsigned above1;  // levels above 1
  bool someAbove3;  // whether there is a level above 3
  int count;        // of levels other than 0
  int first1;       // highest position among the first eight levels whose level is above 1, or -1
  Ints before[PARTS];  // levels coded before
  Ints after1[PARTS];  // whether first1 is one of them, -1 or 0
  Ints greater1Ctx[PARTS];
  Ints baseLevel[PARTS];
  Ints rice[PARTS];
};

// The Rice parameter rises after the first level above 3, then after the next one above 6, 12
// and 24.
inline void findRice(const int32_t* levels, GroupCoding* c) {
  unsigned below = 0xffff;  // positions not yet walked over
  for (int rice = 0; rice < MAX_RICE; rice++) {
    unsigned raising = 0;
    for (int r = 0; r < PARTS; r++) raising |= negativeAt((3 << rice) - ints(levels, r), r);
    const int places = floorLog2(2 * (raising & below) + 1);  // up to that level's
    below = ((1u << places) - 1) >> 1;
    for (int r = 0; r < PARTS; r++) c->rice[r] -= positions(r) < places - 1;
  }
}

inline void findCoding(const int32_t* levels, unsigned mask, GroupCoding* c) {
  unsigned above1 = 0;
  unsigned above3 = 0;
  unsigned flagged = 0;  // positions of the first eight levels
  const BitsAbove above(mask);
  for (int r = 0; r < PARTS; r++) {
    const Ints level = ints(levels, r);
    c->before[r] = above.at(r);
    c->rice[r] = Ints{};
    above1 |= negativeAt(1 - level, r);
    above3 |= negativeAt(3 - level, r);
    flagged |= negativeAt(c->before[r] - MAX_GREATER1_FLAGS, r);
  }
  c->mask = mask;
  c->above1 = above1;
  c->someAbove3 = above3 != 0;
  c->count = __builtin_popcount(mask);
  c->first1 = (above1 & flagged) != 0 ? floorLog2(above1 & flagged) : -1;
  if (above3 != 0) findRice(levels, c);
  for (int r = 0; r < PARTS; r++) {
    c->after1[r] = positions(r) < c->first1;
    c->greater1Ctx[r] = pick(sixteen(GREATER1_CONTEXTS.values), c->before[r]) & ~c->after1[r];
    c->baseLevel[r] = c->before[r] >= MAX_GREATER1_FLAGS ? Ints{} + 1 : 3 + c->after1[r];
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_CODING_H
