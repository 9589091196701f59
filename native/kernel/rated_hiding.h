// Sign data hiding after a network (H.265 7.4.9.11): the most promising changes of one level by one,
// priced with frozen context states, are tried with states that adapt. The C++ counterpart of
// org.nnrdoq.quantizer.RatedSignHiding, which it equals in every choice.
#ifndef NNRDOQ_KERNEL_RATED_HIDING_H
#define NNRDOQ_KERNEL_RATED_HIDING_H

#include "features.h"

namespace nnrdoq {
namespace kernel {

constexpr int MAX_HIDING_TRIES = 32;

// Changes levels of the block so that every group that hides a sign hides the right one.
// tries: changes of a group to try, 1..MAX_HIDING_TRIES; with 1 the price decides.
// sum: of the absolute levels before; gives back the sum after.
int32_t hideSigns(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
                  int tries, int32_t sum);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_RATED_HIDING_H
