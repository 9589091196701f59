// From a block to the levels that a network over lists chooses, as
// org.nnrdoq.quantizer.net.ListWorkspace does it.
#ifndef NNRDOQ_KERNEL_PARTS_LISTS_H
#define NNRDOQ_KERNEL_PARTS_LISTS_H

#include "last_position.h"
#include "list_inputs.h"
#include "list_layers.h"
#include "rounding.h"
#include "sign_hiding.h"

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

// Zeroes all levels behind a scan position.
void cutOff(uint64_t coded, int last, Scratch& s) {
  for (uint64_t rest = coded; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    if (last >= (i << 4 | 15)) break;
    rest ^= uint64_t{1} << i;
    for (int n = last < i << 4 ? 0 : (last & 15) + 1; n < 16; n++) s.groups[i].absolute[n] = 0;
    describeLevels(&s.groups[i]);
  }
}

// Takes the network's choices and chooses the last position. Gives back the sum of the levels'
// magnitudes.
int32_t decideList(const nnrdoq_block& b, Scratch& s) {
  const uint64_t coded = takeChoices(s);
  if (coded != 0) cutOff(coded, chooseLast(b, coded, s), s);
  Ints total = {};
  for (uint64_t rest = coded; rest != 0; rest &= rest - 1) {
    const GroupLevels& group = s.groups[__builtin_ctzll(rest)];
    for (int r = 0; r < PARTS; r++) total += ints(group.absolute, r);
  }
  return Vector::totals(total)[0];
}

int32_t quantizeList(const ListNetwork& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                     Scratch& s) {
  int32_t sum = 0;
  if (roundBlock(b, s.features) != 0) {
    makeListInputs(network, b, costs, s);
    runListLayers(network, s.levels);
    sum = decideList(b, s);
  }
  return finish(b, costs, network.hidingTries, sum, s);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LISTS_H
