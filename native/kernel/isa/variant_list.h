// Every variant there is, each defined by the file of its name. A build has those of its machine.
#ifndef NNRDOQ_KERNEL_ISA_VARIANT_LIST_H
#define NNRDOQ_KERNEL_ISA_VARIANT_LIST_H

#include "../variants.h"

namespace nnrdoq {
namespace kernel {

extern const Variant BASELINE;
extern const Variant AVX2;
extern const Variant AVX512;
extern const Variant NEON;

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_ISA_VARIANT_LIST_H
