// Reads an image word by word, and refuses what it must not be.
#ifndef NNRDOQ_KERNEL_IMAGE_WORDS_H
#define NNRDOQ_KERNEL_IMAGE_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <memory>
#include <string>

#include "image.h"

namespace nnrdoq {
namespace kernel {

[[noreturn]] inline void refuse(const std::string& what) {
  throw ImageError("the network's image for the compiled kernel: " + what);
}

// Walks over the image's words.
class Words {
 public:
  Words(const void* image, size_t bytes)
      : at_(static_cast<const unsigned char*>(image)), remaining_(bytes / 4) {
    if (bytes % 4 != 0) refuse("its length is not a multiple of 4");
  }

  int32_t next() {
    if (remaining_ == 0) refuse("it ends too early");
    remaining_--;
    const uint32_t word = static_cast<uint32_t>(at_[0]) | static_cast<uint32_t>(at_[1]) << 8 |
                          static_cast<uint32_t>(at_[2]) << 16 | static_cast<uint32_t>(at_[3]) << 24;
    at_ += 4;
    int32_t value;
    memcpy(&value, &word, sizeof value);
    return value;
  }

  int32_t next(const char* name, int32_t min, int32_t max) {
    const int32_t value = next();
    if (value < min || value > max) {
      refuse(std::string(name) + "=" + std::to_string(value) + ", expected " + std::to_string(min) +
             ".." + std::to_string(max));
    }
    return value;
  }

  float nextFloat() {
    const int32_t bits = next();
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }

  void end() const {
    if (remaining_ != 0) refuse("it goes on after its end");
  }

 private:
  const unsigned char* at_;
  size_t remaining_;
};

// The initial context states that prices are made of where a network was trained without a host's.
std::unique_ptr<const TypicalCosts> readTypicalCosts(Words& words);

// What a bit counts; strength: that all of them are multiplied by.
void readRateWeights(Words& words, double strength, double (&weights)[RATE_WEIGHTS]);

// The loop of an auto-regressive network of so many units, or of any number if that is 0. Its sums
// are those of IntegerHeadCheck, which has held them to 2^30; tables are checked so that no index
// leaves them.
void readHead(Words& words, int units, Head& head);

// Two values of 16 bits as one.
inline int32_t pairOfHalves(int32_t first, int32_t second) {
  return static_cast<int32_t>((static_cast<uint32_t>(first) & 0xffff) |
                              static_cast<uint32_t>(second) << 16);
}

// The rest of an image of a network over lists, behind its kind. Strength: what a bit counts is
// multiplied by it.
void readLists(Words& words, bool sequential, double strength, Model* model);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_IMAGE_WORDS_H
