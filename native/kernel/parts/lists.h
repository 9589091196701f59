// From a block to the levels that a network over lists chooses, as
// org.nnrdoq.quantizer.net.ListWorkspace does it.
#ifndef NNRDOQ_KERNEL_PARTS_LISTS_H
#define NNRDOQ_KERNEL_PARTS_LISTS_H

#include "ar.h"
#include "changes.h"
#include "last_position.h"
#include "list_inputs.h"
#include "list_layers.h"
#include "rounding.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Sixteen bits of a row of them.
inline unsigned bitsFrom(const uint64_t* bits, int first) {
  const int shift = first & 63;
  uint64_t word = bits[first >> 6] >> shift;
  if (shift > 48) word |= bits[(first >> 6) + 1] << (64 - shift);
  return static_cast<unsigned>(word & 0xffff);
}

// A row's bits for the levels of a group, as bits of their positions.
inline unsigned choicesOf(const uint64_t* bits, int codedBefore, unsigned mask) {
  const unsigned choices = bitsFrom(bits, LIST_END - 16 - codedBefore);
  return Vector::deposit(choices >> (16 - __builtin_popcount(mask)), mask);
}

// Makes the levels of s.groups from the network's choices. Gives back the groups that have some.
uint64_t takeChoices(Scratch& s) {
  const Features& f = s.features;
  uint64_t coded = 0;
  for (uint64_t rest = f.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const unsigned mask = f.masks[i];
    const unsigned lowered = choicesOf(s.levels.lowered, s.levels.starts[i], mask);
    const unsigned zeroed = choicesOf(s.levels.zeroed, s.levels.starts[i], mask);
    GroupLevels& group = s.groups[i];
    for (int r = 0; r < PARTS; r++) {
      const Ints bit = ints(POSITION_BITS.values, r);
      const Ints level = ints(f.levels[i], r);
      const Ints kept = level + ((bit & static_cast<int32_t>(lowered)) != 0);
      const Ints isZero = ((bit & static_cast<int32_t>(zeroed)) != 0) & (level > 1);
      put(group.absolute, r, kept & ~isZero);
    }
    describeLevels(&group);
    coded |= static_cast<uint64_t>(group.nonZero != 0) << i;
  }
  return coded;
}

// Takes the decisions of an auto-regressive network, which become the levels of s.groups. Gives back
// the groups that have some.
uint64_t decideInListOrder(const ListNetwork& network, const nnrdoq_block& b,
                           const nnrdoq_costs& costs, Scratch& s) {
  const float perStep =
      bitsPerSquaredStep(b, rateWeightOf(network, b), &s.features.seen[b.c_idx]);
  const int32_t* next = s.levels.pairs[0] + LIST_END;
  const auto channels = [&next](int, int) { return --next; };
  return walkAny<LIST_ROOM>(*network.head, perStep, b, costs, s, channels);
}

// Takes the network's choices and chooses the last position. Gives back the sum of the levels'
// magnitudes.
int32_t decideList(const ListNetwork& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                   Scratch& s) {
  const uint64_t coded =
      network.head == nullptr ? takeChoices(s) : decideInListOrder(network, b, costs, s);
  return endByPrice(b, coded, s);
}

int32_t quantizeList(const ListNetwork& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                     Scratch& s) {
  int32_t sum = 0;
  if (roundBlock(b, s.features) != 0) {
    makeListInputs(network, b, costs, s);
    runListLayers(network, s.levels);
    sum = decideList(network, b, costs, s);
  }
  return finish(b, costs, network.hidingTries, rateWeightOf(network, b), sum, s);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LISTS_H
