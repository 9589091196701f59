#include "../vector/avx2.h"

#include "../parts/all.h"
#include "variant_list.h"

namespace nnrdoq {
namespace kernel {

const Variant AVX2 = variantOf("avx2", "avx2");

}  // namespace kernel
}  // namespace nnrdoq
