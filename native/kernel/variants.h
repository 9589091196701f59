// The parts of the kernel that are compiled once per instruction set, and which of them runs. All
// give the same results: their arithmetic is integers, and floats without contraction.
#ifndef NNRDOQ_KERNEL_VARIANTS_H
#define NNRDOQ_KERNEL_VARIANTS_H

#include "nnrdoq.h"
#include "scratch.h"

namespace nnrdoq {
namespace kernel {

// A block's way in steps, in the order of the block's way; each works on what the ones before left
// in the scratch.
struct Parts {
  // Rounds to nearest and finds the crop. Gives back the number of levels other than 0; if that is
  // 0, the block is done.
  int (*round)(const nnrdoq_block&, Scratch&);
  // Finds what each layer has to compute, and makes all inputs.
  void (*inputs)(const Network&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  // Runs the convolutions.
  void (*layers)(const Network&, const nnrdoq_block&, Scratch&);
  // Chooses levels: from the last layer's sums, or one after another. Gives back the sum of their
  // magnitudes.
  int32_t (*decide)(const Network&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  // The same of networks over lists.
  void (*listInputs)(const ListNetwork&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  void (*listLayers)(const ListNetwork&, LevelList&);
  int32_t (*listDecide)(const ListNetwork&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  // Notes the block's own levels, none of which exceeds the nearest one, as if they had just been
  // chosen.
  int32_t (*take)(const nnrdoq_block&, Scratch&);
  // Hides signs, if the block asks for it, or takes changes that pay, where a bit counts rateWeight lambdas, in levels
  // whose magnitudes have a sum, and writes them. Gives back the sum then.
  int32_t (*finish)(const nnrdoq_block&, const nnrdoq_costs&, int tries, double rateWeight,
                    int32_t sum, Scratch&);
};

// The kernel for one instruction set.
struct Variant {
  const char* name;   // as NNRDOQ_KERNEL_ISA has it
  const char* label;  // for people
  // All parts one after another: rounds, lets the network decide, hides signs and writes the
  // levels. Gives back the sum of their magnitudes.
  int32_t (*quantizeFcn)(const Network&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  int32_t (*quantizeAr)(const Network&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  int32_t (*quantizeList)(const ListNetwork&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  const Parts* parts;  // null unless the kernel is compiled with NNRDOQ_KERNEL_PARTS, for tests
};

// Those that run on this processor, the plainest first, ended by a null pointer.
const Variant* const* variantsHere();

// The one that is fastest inside an encoder, or that the environment variable NNRDOQ_KERNEL_ISA names; throws
// std::runtime_error if that is unknown or does not run here. lists: for a network over lists.
const Variant& chooseVariant(bool lists);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VARIANTS_H
