// Quantizes blocks with a network's image by every variant of the kernel that runs here, and
// compares the levels with those that org.nnrdoq.bridge.KernelDecisionsTest wrote down.
// usage: kernel_decide IMAGE BLOCKS. Exit 0 if all agree, 1 if not.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <exception>
#include <memory>
#include <vector>

#include "kernel.h"
#include "nnrdoq.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

std::vector<unsigned char> readAll(const char* name) {
  std::unique_ptr<FILE, int (*)(FILE*)> file(fopen(name, "rb"), fclose);
  std::vector<unsigned char> bytes;
  if (!file) return bytes;
  unsigned char part[65536];
  for (size_t got; (got = fread(part, 1, sizeof part, file.get())) > 0;) {
    bytes.insert(bytes.end(), part, part + got);
  }
  return bytes;
}

struct Case {
  uint8_t log2Size, cIdx, predMode, sliceType, scanIdx, bitDepth, qp, transformSkip;
  uint32_t signHiding;
  int32_t sum;
  double lambda;
  nnrdoq_costs costs;
};

// Takes what is at the front of bytes; false if there is too little.
bool take(const std::vector<unsigned char>& bytes, size_t* at, void* to, size_t size) {
  if (bytes.size() - *at < size) return false;
  memcpy(to, bytes.data() + *at, size);
  *at += size;
  return true;
}

// Number of blocks with other levels, or -1 if the file is cut off.
long compare(const Kernel& kernel, const std::vector<unsigned char>& blocks, long* count) {
  std::vector<int32_t> coefficients(1024), levels(1024), expected(1024);
  Case c;
  long differ = 0;
  size_t at = 0;
  for (*count = 0; at < blocks.size(); ++*count) {
    if (!take(blocks, &at, &c, sizeof c)) return -1;
    const size_t bytes = sizeof(int32_t) << 2 * c.log2Size;
    if (!take(blocks, &at, coefficients.data(), bytes)) return -1;
    if (!take(blocks, &at, expected.data(), bytes)) return -1;
    nnrdoq_block block;
    memset(&block, 0, sizeof block);
    block.size = sizeof block;
    block.log2_size = c.log2Size;
    block.c_idx = c.cIdx;
    block.pred_mode = c.predMode;
    block.slice_type = c.sliceType;
    block.scan_idx = c.scanIdx;
    block.bit_depth = c.bitDepth;
    block.qp = c.qp;
    block.transform_skip = c.transformSkip;
    block.sign_hiding = static_cast<uint8_t>(c.signHiding);
    block.lambda = c.lambda;
    block.coefficients = coefficients.data();
    block.levels = levels.data();
    block.costs = &c.costs;
    const int32_t sum = kernel.quantize(block);
    if (sum != c.sum || memcmp(levels.data(), expected.data(), bytes) != 0) {
      if (differ++ < 3) {
        printf("block %ld, log2 size %d: sum %d, expected %d\n", *count, c.log2Size, sum, c.sum);
      }
    }
  }
  return differ;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: kernel_decide IMAGE BLOCKS\n");
    return 2;
  }
  const std::vector<unsigned char> image = readAll(argv[1]);
  const std::vector<unsigned char> blocks = readAll(argv[2]);
  int failures = 0;
  for (const Variant* const* list = variantsHere(); *list; list++) {
    const Variant* const v = *list;
    try {
      setenv("NNRDOQ_KERNEL_ISA", v->name, 1);
      const Kernel kernel(image.data(), image.size());
      long count;
      const long differ = compare(kernel, blocks, &count);
      printf("%s: %ld blocks, %ld differ\n", v->name, count, differ);
      failures += differ != 0;
    } catch (const std::exception& e) {
      printf("%s: %s\n", v->name, e.what());
      failures++;
    }
  }
  return failures == 0 ? 0 : 1;
}
