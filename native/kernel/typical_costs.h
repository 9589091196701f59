// Entropy costs to assume where a network was trained without the host's: those of the initial
// context states of a slice. The C++ counterpart of org.nnrdoq.quantizer.net.TypicalCosts.
#ifndef NNRDOQ_KERNEL_TYPICAL_COSTS_H
#define NNRDOQ_KERNEL_TYPICAL_COSTS_H

#include <stdint.h>

#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

constexpr int SLICE_TYPES = 3;
constexpr int QPS = 52;
constexpr int STATES = 126;  // pStateIdx << 1 | valMps

// The context states of a slice that blocks are priced by; chroma follows luma.
constexpr int INITIAL_CBF = 0;                                // one each
constexpr int INITIAL_LAST_X = INITIAL_CBF + 2;               // 15 and 3
constexpr int INITIAL_LAST_Y = INITIAL_LAST_X + 18;
constexpr int INITIAL_CODED = INITIAL_LAST_Y + 18;            // 2 and 2
constexpr int INITIAL_SIG = INITIAL_CODED + 4;                // 27 and 15
constexpr int INITIAL_GREATER1 = INITIAL_SIG + 42;            // 16 and 8
constexpr int INITIAL_GREATER2 = INITIAL_GREATER1 + 24;       // 4 and 2
constexpr int INITIAL_STATES = INITIAL_GREATER2 + 6;

class TypicalCosts {
 public:
  // states: [slice type][qp][INITIAL_STATES], each 0..125.
  explicit TypicalCosts(const uint8_t* states);

  const nnrdoq_costs& of(const nnrdoq_block& block) const;

 private:
  nnrdoq_costs costs_[SLICE_TYPES][QPS][4][2];  // [slice type][qp][log2 size - 2][chroma]
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_TYPICAL_COSTS_H
