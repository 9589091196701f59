#include "../vector/avx512.h"

#include "../parts/all.h"
#include "variant_list.h"

namespace nnrdoq {
namespace kernel {

const Variant AVX512 = variantOf("avx512", "avx512-vnni");

}  // namespace kernel
}  // namespace nnrdoq
