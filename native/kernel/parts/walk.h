// The walk over a block's coefficient groups in coding order, last one first, on which inputs are
// made.
#ifndef NNRDOQ_KERNEL_PARTS_WALK_H
#define NNRDOQ_KERNEL_PARTS_WALK_H

#include "quanta.h"
#include "rates.h"

namespace nnrdoq {
namespace kernel {
namespace {

// What it carries from group to group.
struct Walk {
  const Network* network;
  const nnrdoq_block* block;
  const nnrdoq_costs* costs;
  Scratch* scratch;
  int last;           // scan position of the block's last level, -1 before it is reached
  int laterLevels;    // levels other than 0 so far: they are later in scan
  int laterAboveOne;  // those of them that are above 1
  bool raises;        // the group before raises the context set of the next one
  CodedGroups coded;
  FourFloats blockBenefit;  // what emptying the block saves so far, in all lanes
  FourInts blockRate;
};

// Where a group lies.
struct Place {
  int i;  // in scan
  int x;  // in units of groups
  int y;
  int neighbours;  // bit 0: the group to the right is coded; bit 1: the group below is
  const SigContexts* sig;

  int at() const { return y << 3 | x; }
};

// A group with levels on its way to inputs.
struct GroupWalk {
  Place place;
  int top;      // last position whose level is coded
  bool isLast;  // the group holds the block's last level
  bool raised;  // its context set is raised by the group before
  int next;     // scan position of the nearest level in the groups coded later, or -1
  GroupCoding coding;
};

// A pair of inputs: its place among those of a position.
template <Input FIRST, Input SECOND>
struct Pair {
  static_assert(FIRST % 2 == 0 && SECOND == FIRST + 1, "inputs go in pairs");
  static constexpr int AT = FIRST / 2;
};

template <Input FIRST, Input SECOND>
inline void put(int32_t (*inputs)[16], int r, Ints v) {
  put(inputs[Pair<FIRST, SECOND>::AT], r, v);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_WALK_H
