// Compares the kernel's rates and sign hiding with what org.nnrdoq.quantizer.KernelResidualTest
// wrote down for each block. usage: kernel_residual FILE. Exit 0 if all agree, 1 if not.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <memory>
#include <string>
#include <vector>

#include "features.h"
#include "nnrdoq.h"
#include "rated_hiding.h"
#include "residual_rate.h"

using namespace nnrdoq::kernel;

namespace {

class Input {
 public:
  explicit Input(const char* name) : file_(fopen(name, "rb"), fclose) {}

  bool isOpen() const { return file_ != nullptr; }

  // False at the end of the file.
  template <typename T>
  bool read(T* to, size_t count) {
    return fread(to, sizeof(T), count, file_.get()) == count;
  }

 private:
  std::unique_ptr<FILE, int (*)(FILE*)> file_;
};

struct Case {
  int32_t log2Size, cIdx, scanIdx, signHiding, tries, sum, height, width;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: kernel_residual FILE\n");
    return 2;
  }
  Input in(argv[1]);
  if (!in.isOpen()) {
    fprintf(stderr, "%s: cannot be read\n", argv[1]);
    return 2;
  }
  static Features features;
  nnrdoq_costs costs;
  int64_t rate;
  long blocks = 0;
  long differ = 0;
  std::vector<int32_t> coefficients(MAX_AREA), levels(MAX_AREA), expected(MAX_AREA);
  for (Case c; in.read(&c, 1); blocks++) {
    const size_t area = size_t{1} << 2 * c.log2Size;
    features.height = c.height;
    features.width = c.width;
    if (!in.read(&features.bitsPerSquaredStep, 1) ||
        !in.read(features.magnitudes, static_cast<size_t>(c.height * c.width)) ||
        !in.read(&costs, 1) || !in.read(coefficients.data(), area) ||
        !in.read(levels.data(), area) || !in.read(&rate, 1) || !in.read(expected.data(), area)) {
      fprintf(stderr, "%s: ends in the middle of block %ld\n", argv[1], blocks);
      return 2;
    }
    nnrdoq_block block;
    memset(&block, 0, sizeof block);
    block.log2_size = static_cast<uint8_t>(c.log2Size);
    block.c_idx = static_cast<uint8_t>(c.cIdx);
    block.scan_idx = static_cast<uint8_t>(c.scanIdx);
    block.sign_hiding = static_cast<uint8_t>(c.signHiding);
    block.coefficients = coefficients.data();
    block.levels = levels.data();
    const int64_t ours = residualRate(block, costs, levels.data());
    if (c.signHiding) hideSigns(block, features, costs, c.tries, c.sum);
    const bool sameLevels = memcmp(levels.data(), expected.data(), area * sizeof(int32_t)) == 0;
    if (ours != rate || !sameLevels) {
      printf("block %ld, log2 size %d, %d tries: rate %lld, expected %lld; levels %s\n", blocks,
             c.log2Size, c.tries, static_cast<long long>(ours), static_cast<long long>(rate),
             sameLevels ? "agree" : "differ");
      differ++;
    }
  }
  printf("%ld blocks, %ld differ\n", blocks, differ);
  return differ == 0 ? 0 : 1;
}
