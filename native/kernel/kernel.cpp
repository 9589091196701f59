#include "kernel.h"

#include <stdlib.h>
#include <string.h>

#include <atomic>
#include <locale>
#include <new>
#include <sstream>

#include "image.h"
#include "variants.h"

namespace nnrdoq {
namespace kernel {
namespace {

// One per thread, whatever the number of kernels. Has no constructor that each use would ask for.
thread_local Scratch* threadScratch;

// Frees it when the thread ends.
struct ScratchOwner {
  ~ScratchOwner() {
    free(threadScratch);
    threadScratch = nullptr;
  }
  void own() {}
};

thread_local ScratchOwner owner;

Scratch& makeScratch() {
  owner.own();
  void* memory;
  if (posix_memalign(&memory, alignof(Scratch), sizeof(Scratch)) != 0) throw std::bad_alloc();
  memset(memory, 0, sizeof(Scratch));
  threadScratch = static_cast<Scratch*>(memory);
  return *threadScratch;
}

// Counted, since another kernel may come to lie where one was.
uint64_t nextNumber() {
  static std::atomic<uint64_t> kernels{0};
  return ++kernels;
}

}  // namespace

Kernel::Kernel(const void* image, size_t bytes, double strength)
    : model_(readImage(image, bytes, strength)), variant_(chooseVariant(model_->list != nullptr)), number_(nextNumber()) {
  if (!(strength >= LEAST_STRENGTH && strength <= MOST_STRENGTH)) {
    // in the C locale, whatever the host's
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << "strength=" << strength << ": expected " << LEAST_STRENGTH << ".." << MOST_STRENGTH;
    throw std::runtime_error(text.str());
  }
}

Kernel::~Kernel() {}

const char* Kernel::instructionSet() const { return variant_.label; }

bool Kernel::needsCosts() const { return !model_->typical; }

int32_t Kernel::quantize(const nnrdoq_block& block) const {
  Scratch* const here = threadScratch;
  Scratch& scratch = here ? *here : makeScratch();
  scratch.kernel = model_->typical ? 0 : number_;
  const nnrdoq_costs& costs = model_->typical ? model_->typical->costsOf(block) : *block.costs;
  if (model_->list) return variant_.quantizeList(*model_->list, block, costs, scratch);
  const auto quantize = model_->network.head ? variant_.quantizeAr : variant_.quantizeFcn;
  return quantize(model_->network, block, costs, scratch);
}

}  // namespace kernel
}  // namespace nnrdoq
