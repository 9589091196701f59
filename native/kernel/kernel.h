// The compiled kernel: quantizes blocks with an integer network, without the virtual machine.
#ifndef NNRDOQ_KERNEL_KERNEL_H
#define NNRDOQ_KERNEL_KERNEL_H

#include <stddef.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

struct Model;
struct Variant;

// The image is in order, but of a network that the kernel cannot run.
class UnknownNetwork : public std::runtime_error {
 public:
  explicit UnknownNetwork(const std::string& what)
      : std::runtime_error("the compiled kernel does not know " + what) {}
};

// One network, ready to run. Immutable: any number of threads may quantize at once.
class Kernel {
 public:
  // image: org.nnrdoq.network.KernelModel.image(). strength: what a bit counts for the network is
  // multiplied by it, LEAST_STRENGTH..MOST_STRENGTH.
  // Throws UnknownNetwork, or std::runtime_error with one line if the image is damaged, strength is
  // out of range, or NNRDOQ_KERNEL_ISA names nothing that runs here.
  Kernel(const void* image, size_t bytes, double strength = 1);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // The instruction set in use: baseline, avx2, avx512-vnni or neon.
  const char* instructionSet() const;

  // Quantizes a block whose fields were checked; costs must be there if needsCosts(). Gives back
  // the sum of the absolute levels. Allocates nothing but, once per thread, that thread's scratch,
  // for which std::bad_alloc may come.
  int32_t quantize(const nnrdoq_block& block) const;

  // Whether blocks must come with entropy costs.
  bool needsCosts() const;

 private:
  std::unique_ptr<Model> model_;
  const Variant& variant_;
  const uint64_t number_;  // no other kernel of this process has it
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_KERNEL_H
