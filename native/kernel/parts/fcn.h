// From a block to the levels that a fully-convolutional network chooses.
#ifndef NNRDOQ_KERNEL_PARTS_FCN_H
#define NNRDOQ_KERNEL_PARTS_FCN_H

#include "block_inputs.h"
#include "layers.h"
#include "rounding.h"
#include "changes.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Lets the sums of keep, minus one and zero choose the levels of s.groups; ties keep the higher
// level. Gives back the sum of their magnitudes.
int32_t decideLevels(const Network& network, const nnrdoq_block& b, Scratch& s) {
  const Features& f = s.features;
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  const int32_t* const order = TABLES.order[b.scan_idx];
  const int shift = network.layers[network.layerCount - 1].shift[0];
  Ints total = {};
  for (uint64_t rest = f.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const int32_t(*const sums)[16] = s.sums[groupAt(scan, i)];
    GroupLevels& group = s.groups[i];
    Sixteen choices;  // bit 0: minus one, bit 1: zero
    for (int r = 0; r < PARTS; r++) {
      const Ints keep = ints(sums[KEEP], r) >> shift;
      const Ints minusOne = ints(sums[MINUS_ONE], r) >> shift;
      const Ints zero = ints(sums[ZERO], r) >> shift;
      const Ints lowered = minusOne > keep;
      choices.part[r] = (lowered & 1) | ((zero > (lowered ? minusOne : keep)) & 2);
    }
    for (int r = 0; r < PARTS; r++) {
      const Ints choice = pick(choices, ints(order, r));
      const Ints level = ints(f.levels[i], r);
      const Ints kept = level - (choice & 1);
      put(group.absolute, r, ((choice < 2) | (level == 1)) & (level > 0) & kept);
    }
    total += describeLevels(&group);
  }
  return Vector::totals(total)[0];
}

// Rounds and runs the network's convolutions; gives back the number of levels that do not round to
// zero.
int runNetwork(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
               Scratch& s) {
  const int nonZeros = roundBlock(b, s.features);
  if (nonZeros == 0) return 0;
  findNeeded(network, s);
  makeInputs(network, b, costs, s);
  runLayers(network, b, s);
  return nonZeros;
}

int32_t quantizeFcn(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                    Scratch& s) {
  const int32_t sum = runNetwork(network, b, costs, s) == 0 ? 0 : decideLevels(network, b, s);
  return finish(b, costs, network.hidingTries, rateWeightOf(network, b), sum, s);
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_FCN_H
