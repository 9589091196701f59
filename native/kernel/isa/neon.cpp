#include "../vector/neon.h"

#include "../parts/all.h"
#include "variant_list.h"

namespace nnrdoq {
namespace kernel {

const Variant NEON = variantOf("neon", "neon");

}  // namespace kernel
}  // namespace nnrdoq
