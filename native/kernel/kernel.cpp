#include "kernel.h"

#include <stdlib.h>
#include <string.h>

#include <new>

#include "image.h"
#include "variants.h"

namespace nnrdoq {
namespace kernel {
namespace {

// One per thread, whatever the number of kernels; freed when the thread ends.
class ThreadScratch {
 public:
  ThreadScratch() : scratch_(nullptr) {}
  ~ThreadScratch() { free(scratch_); }

  Scratch& get() {
    if (!scratch_) {
      void* memory;
      if (posix_memalign(&memory, alignof(Scratch), sizeof(Scratch)) != 0) throw std::bad_alloc();
      memset(memory, 0, sizeof(Scratch));
      scratch_ = static_cast<Scratch*>(memory);
    }
    return *scratch_;
  }

 private:
  Scratch* scratch_;
};

thread_local ThreadScratch threadScratch;

}  // namespace

Kernel::Kernel(const void* image, size_t bytes)
    : model_(readImage(image, bytes)), variant_(chooseVariant()) {}

Kernel::~Kernel() {}

const char* Kernel::instructionSet() const { return variant_.label; }

bool Kernel::needsCosts() const { return !model_->typical; }

int32_t Kernel::quantize(const nnrdoq_block& block) const {
  Scratch& scratch = threadScratch.get();
  const nnrdoq_costs& costs = model_->typical ? model_->typical->of(block) : *block.costs;
  const auto quantize = model_->sequential ? variant_.ar : variant_.fcn;
  return quantize(*model_, block, costs, scratch);
}

}  // namespace kernel
}  // namespace nnrdoq
