// The one list of parts. A file for an instruction set includes that set's vector class and then
// this, so that all sets have one body; everything in it has internal linkage and is that set's
// own.
#ifndef NNRDOQ_KERNEL_PARTS_ALL_H
#define NNRDOQ_KERNEL_PARTS_ALL_H

#include <stdlib.h>

#include "../variants.h"
#include "ar.h"            // decisions one after another
#include "block_inputs.h"  // what the network sees: walk.h, prices.h, inputs.h
#include "fcn.h"           // decisions from the last layer's sums
#include "layers.h"        // convolutions, by position or by output
#include "lists.h"         // networks over lists: list_inputs.h, list_layers.h, last_position.h
#include "rounding.h"      // coefficients to nearest levels and their crop
#include "changes.h"   // bins.h, hiding_rates.h, fitting.h, and the levels' way out

namespace nnrdoq {
namespace kernel {
namespace {

#ifdef NNRDOQ_KERNEL_PARTS

int roundPart(const nnrdoq_block& b, Scratch& s) { return roundBlock(b, s.features); }

void inputsPart(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                Scratch& s) {
  findNeeded(network, s);
  makeInputs(network, b, costs, s);
}

int32_t decidePart(const Network& network, const nnrdoq_block& b, const nnrdoq_costs& costs,
                   Scratch& s) {
  return network.head != nullptr ? decideAr(network, b, costs, s)
                                 : decideLevels(network, b, s);
}

// Takes the block's levels as those of s.groups. Gives back the sum of their magnitudes.
int32_t takeLevels(const nnrdoq_block& b, Scratch& s) {
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  Ints total = {};
  for (uint64_t rest = s.features.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    GroupLevels& group = s.groups[i];
    for (int n = 0; n < 16; n++) group.absolute[n] = abs(b.levels[scan.position[(i << 4) + n]]);
    total += describeLevels(&group);
  }
  return Vector::totals(total)[0];
}

constexpr Parts PARTS_ALONE = {roundPart, inputsPart, runLayers, decidePart,
                               makeListInputs, runListLayers, decideList, takeLevels, finish};
constexpr const Parts* PARTS_HERE = &PARTS_ALONE;

#else

constexpr const Parts* PARTS_HERE = nullptr;

#endif

constexpr Variant variantOf(const char* name, const char* label) {
  return {name, label, quantizeFcn, quantizeAr, quantizeList, PARTS_HERE};
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_ALL_H
