// Sign data hiding by trial: of a few promising changes of one level by one, keeps the one with the
// least D + lambda R under context states that adapt. The C++ counterpart of ExactSignHiding, which
// it equals in every choice.
#ifndef NNRDOQ_KERNEL_EXACT_HIDING_H
#define NNRDOQ_KERNEL_EXACT_HIDING_H

#include <stdint.h>

#include "features.h"
#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

constexpr int MAX_EXACT_TRIES = 32;

// Changes block.levels, raster order, so that every group that hides a sign hides the right one.
// tries: changes of a group to try, 1..MAX_EXACT_TRIES; sum: of absolute levels before, above 0.
// Returns the sum of absolute levels after.
int hideSignsByTrial(const nnrdoq_block& block, const Features& features,
                     const nnrdoq_costs& costs, int tries, int sum);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_EXACT_HIDING_H
