// The compiled kernel as Java calls it; see callbacks.h.
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <new>

#include "block_bits.h"
#include "callbacks.h"

using nnrdoq::kernel::Kernel;

namespace {

// An address from Java.
template <typename T>
T* at(long long address) {
  return reinterpret_cast<T*>(static_cast<intptr_t>(address));
}

}  // namespace

long long nnrdoq_kernel_open(long long image, int bytes, double strength, long long error) {
  try {
    Kernel* kernel = new Kernel(at<const char>(image), static_cast<size_t>(bytes), strength);
    return static_cast<long long>(reinterpret_cast<intptr_t>(kernel));
  } catch (const nnrdoq::kernel::UnknownNetwork& e) {
    snprintf(at<char>(error), NNRDOQ_ERROR_BYTES, "%s", e.what());
    return 0;
  } catch (const std::exception& e) {
    snprintf(at<char>(error), NNRDOQ_ERROR_BYTES, "%s", e.what());
    return -1;
  }
}

void nnrdoq_kernel_close(long long kernel) { delete at<Kernel>(kernel); }

void nnrdoq_kernel_instructions(long long kernel, long long text) {
  snprintf(at<char>(text), 32, "%s", at<Kernel>(kernel)->instructionSet());
}

long long nnrdoq_kernel_allocate(int bytes) {
  void* memory;
  if (posix_memalign(&memory, 64, static_cast<size_t>(bytes)) != 0) return 0;
  return static_cast<long long>(reinterpret_cast<intptr_t>(memory));
}

void nnrdoq_kernel_free(long long memory) { free(at<void>(memory)); }

int nnrdoq_kernel_run(long long kernel, long long blocks, int count) {
  const Kernel& k = *at<const Kernel>(kernel);
  int32_t* words = at<int32_t>(blocks);
  nnrdoq_block block;
  memset(&block, 0, sizeof block);
  block.size = sizeof block;
  try {
    for (int i = 0; i < count; i++) {
      nnrdoq::unpackBlock(words[0], &block);
      memcpy(&block.lambda, words + 2, sizeof block.lambda);
      block.costs = reinterpret_cast<const nnrdoq_costs*>(words + 4);
      int32_t* coefficients = words + 4 + sizeof(nnrdoq_costs) / sizeof(int32_t);
      const int area = 1 << (2 * block.log2_size);
      block.coefficients = coefficients;
      block.levels = coefficients + area;
      words[1] = k.quantize(block);
      words = block.levels + area;
    }
  } catch (const std::bad_alloc&) {
    return -1;
  }
  return 0;
}
