// The vector class of x86-64 processors with AVX2, BMI1, BMI2 and POPCNT.
#ifndef NNRDOQ_KERNEL_VECTOR_H
#define NNRDOQ_KERNEL_VECTOR_H

#include "vector256.h"

namespace nnrdoq {
namespace kernel {
namespace {

struct Vector : Vector256 {};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_H
