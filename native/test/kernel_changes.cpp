// Changes levels after a network, where signs are hidden and where not, by every variant of the
// kernel that runs here, and compares them with those
// that org.nnrdoq.bridge.KernelChangesTest wrote down. usage: kernel_changes FILE. Exit 0 if all
// agree, 1 if not.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <memory>
#include <vector>

#include "nnrdoq.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

class CaseFile {
 public:
  explicit CaseFile(const char* name) : file_(fopen(name, "rb"), fclose) {}

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
  int32_t log2Size, cIdx, scanIdx, bitDepth, qp, tries, signHiding;
  int32_t rateWeight;  // in hundredths of lambda
  double lambda;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: kernel_changes FILE\n");
    return 2;
  }
  CaseFile in(argv[1]);
  if (!in.isOpen()) {
    fprintf(stderr, "%s: cannot be read\n", argv[1]);
    return 2;
  }
  std::unique_ptr<Scratch> scratch(new Scratch());
  nnrdoq_costs costs;
  long blocks = 0;
  long differ = 0;
  std::vector<int32_t> coefficients(MAX_AREA), chosen(MAX_AREA), expected(MAX_AREA),
      levels(MAX_AREA);
  for (Case c; in.read(&c, 1); blocks++) {
    const size_t area = size_t{1} << 2 * c.log2Size;
    if (!in.read(&costs, 1) || !in.read(coefficients.data(), area) ||
        !in.read(chosen.data(), area) || !in.read(expected.data(), area)) {
      fprintf(stderr, "%s: ends in the middle of block %ld\n", argv[1], blocks);
      return 2;
    }
    nnrdoq_block block;
    memset(&block, 0, sizeof block);
    block.log2_size = static_cast<uint8_t>(c.log2Size);
    block.c_idx = static_cast<uint8_t>(c.cIdx);
    block.scan_idx = static_cast<uint8_t>(c.scanIdx);
    block.bit_depth = static_cast<uint8_t>(c.bitDepth);
    block.qp = static_cast<uint8_t>(c.qp);
    block.lambda = c.lambda;
    block.sign_hiding = static_cast<uint8_t>(c.signHiding);
    block.coefficients = coefficients.data();
    block.levels = levels.data();
    for (const Variant* const* v = variantsHere(); *v; v++) {
      const Parts& parts = *(*v)->parts;
      levels = chosen;
      parts.round(block, *scratch);
      parts.finish(block, costs, c.tries, c.rateWeight / 100.0, parts.take(block, *scratch),
                   *scratch);
      if (memcmp(levels.data(), expected.data(), area * sizeof(int32_t)) == 0) continue;
      printf("block %ld, %s, log2 size %d, %d tries, signs hidden: %d: other levels\n", blocks,
             (*v)->name, c.log2Size, c.tries, c.signHiding);
      differ++;
    }
  }
  printf("%ld blocks, %ld differ\n", blocks, differ);
  return differ == 0 ? 0 : 1;
}
