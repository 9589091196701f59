// Sign data hiding after a network (H.265 7.4.9.11), priced with frozen context states; the C++
// counterpart of org.nnrdoq.quantizer.RatedSignHiding.
#ifndef NNRDOQ_KERNEL_RATED_HIDING_H
#define NNRDOQ_KERNEL_RATED_HIDING_H

#include "features.h"

namespace nnrdoq {
namespace kernel {

// Changes levels of the block so that every group that hides a sign hides the right one.
// sum: of the absolute levels before; gives back the sum after.
int32_t hideSigns(const nnrdoq_block& block, const Features& features, const nnrdoq_costs& costs,
                  int32_t sum);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_RATED_HIDING_H
