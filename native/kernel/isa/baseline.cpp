#include "../vector/baseline.h"

#include "../parts/all.h"
#include "variant_list.h"

namespace nnrdoq {
namespace kernel {

const Variant BASELINE = variantOf("baseline", "baseline");

}  // namespace kernel
}  // namespace nnrdoq
