// Entropy costs to assume where a network was trained without the host's: those of the initial
// context states of a slice. The C++ counterpart of org.nnrdoq.quantizer.net.TypicalCosts.
#ifndef NNRDOQ_KERNEL_TYPICAL_COSTS_H
#define NNRDOQ_KERNEL_TYPICAL_COSTS_H

#include <stdint.h>

#include "java_constants.h"
#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

class TypicalCosts {
 public:
  // states: [slice type][qp][INITIAL_STATES], each 0..125.
  explicit TypicalCosts(const uint8_t* states);

  // Those of the slice type, QP, size and component of a block.
  const nnrdoq_costs& costsOf(const nnrdoq_block& block) const;

 private:
  nnrdoq_costs costs_[SLICE_TYPES][QPS][4][2];  // [slice type][qp][log2 size - 2][chroma]
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_TYPICAL_COSTS_H
