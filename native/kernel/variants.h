// The parts of the kernel that are compiled once per instruction set, and which of them runs. All
// give the same results: their arithmetic is integers, and floats without contraction.
#ifndef NNRDOQ_KERNEL_VARIANTS_H
#define NNRDOQ_KERNEL_VARIANTS_H

#include "scratch.h"

namespace nnrdoq {
namespace kernel {

struct Variant {
  const char* name;    // as NNRDOQ_KERNEL_ISA has it
  const char* label;   // for people
  bool (*runsHere)();
  // Rounds, lets the network decide, hides signs and writes the levels; gives back the sum of their
  // magnitudes.
  int32_t (*fcn)(const Model&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  int32_t (*ar)(const Model&, const nnrdoq_block&, const nnrdoq_costs&, Scratch&);
  // Only hides signs, in levels that are there already and do not exceed the nearest ones.
  int32_t (*hide)(const nnrdoq_block&, const nnrdoq_costs&, int tries, Scratch&);
};

// All variants of this build, the plainest first; ends with a null name.
extern const Variant VARIANTS[];

// The best variant that this processor runs, or the one that the environment variable
// NNRDOQ_KERNEL_ISA names; throws std::runtime_error if that is unknown or does not run here.
const Variant& chooseVariant();

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VARIANTS_H
