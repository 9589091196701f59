#include "inflater.h"

#include <string.h>

namespace nnrdoq {
namespace {

constexpr int END_OF_BLOCK = 256;

// RFC 1951, 3.2.5: lengths by symbol - 257, and distances by symbol.
constexpr uint16_t LENGTH_BASE[29] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                      15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                      67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr uint8_t LENGTH_BITS[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                     2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr uint16_t DISTANCE_BASE[30] = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr uint8_t DISTANCE_BITS[30] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                       6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

}  // namespace

Inflater::Inflater(FILE* in) : in_(in) {}

int Inflater::next() {
  for (;;) {
    switch (part_) {
      case Part::HEADER: readHeader(); break;
      case Part::BLOCK: beginBlock(); break;
      case Part::STORED:
        if (left_ > 0) {
          left_--;
          return out(static_cast<uint8_t>(inputByte()));
        }
        endBlock();
        break;
      case Part::CODED: {
        if (left_ > 0) {
          left_--;
          return out(window_[(made_ - distance_) % WINDOW]);
        }
        const int value = symbol(lengths_);
        if (value < END_OF_BLOCK) return out(static_cast<uint8_t>(value));
        if (value == END_OF_BLOCK) {
          endBlock();
        } else {
          beginCopy(value);
        }
        break;
      }
      case Part::END: return -1;
    }
  }
}

uint32_t Inflater::inputByte() {
  const int c = getc(in_);
  if (c == EOF) throw InflateError("the file is truncated");
  return static_cast<uint32_t>(c);
}

uint32_t Inflater::bits(int count) {
  while (heldCount_ < count) {
    held_ |= inputByte() << heldCount_;
    heldCount_ += 8;
  }
  const uint32_t value = held_ & ((1u << count) - 1);
  held_ >>= count;
  heldCount_ -= count;
  return value;
}

int Inflater::symbol(const Code& code) {
  int value = 0, first = 0, index = 0;
  for (size_t length = 1; length <= MOST_BITS; length++) {
    value |= static_cast<int>(bits(1));
    const int count = code.counts[length];
    if (value - first < count) return code.symbols[static_cast<size_t>(index + value - first)];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  throw InflateError("the file is damaged: a code that is none");
}

void Inflater::readHeader() {
  const uint32_t method = bits(8), flags = bits(8);
  if ((method & 15) != 8 || method >> 4 > 7 || (method << 8 | flags) % 31 != 0 || flags & 32) {
    throw InflateError("the file is damaged: no zlib stream");
  }
  part_ = Part::BLOCK;
}

void Inflater::beginBlock() {
  isLast_ = bits(1) != 0;
  switch (bits(2)) {
    case 0: beginStored(); return;
    case 1: useFixedCodes(); break;
    case 2: readCodes(); break;
    default: throw InflateError("the file is damaged: a block of no kind");
  }
  part_ = Part::CODED;
}

void Inflater::endBlock() {
  part_ = Part::BLOCK;
  if (isLast_) checkEnd();
}

void Inflater::beginStored() {
  held_ = 0;
  heldCount_ = 0;
  const uint32_t length = bits(16);
  if ((bits(16) ^ length) != 0xffff)
    throw InflateError("the file is damaged: a stored block's length");
  left_ = length;
  part_ = Part::STORED;
}

void Inflater::build(const uint8_t* lengths, size_t count, bool mayBeShort, Code* code) {
  code->counts.fill(0);
  for (size_t i = 0; i < count; i++) code->counts[lengths[i]]++;
  const size_t used = count - code->counts[0];
  code->counts[0] = 0;
  int left = 1;
  std::array<uint16_t, MOST_BITS + 2> at{};
  for (size_t length = 1; length <= MOST_BITS; length++) {
    left = (left << 1) - code->counts[length];
    if (left < 0) throw InflateError("the file is damaged: more codes than fit");
    at[length + 1] = static_cast<uint16_t>(at[length] + code->counts[length]);
  }
  // A code of one symbol may be incomplete.
  if (left > 0 && !(mayBeShort && used <= 1))
    throw InflateError("the file is damaged: codes are missing");
  for (size_t i = 0; i < count; i++) {
    if (lengths[i] != 0) code->symbols[at[lengths[i]]++] = static_cast<uint16_t>(i);
  }
}

void Inflater::useFixedCodes() {
  uint8_t lengths[MOST_SYMBOLS];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  build(lengths, MOST_SYMBOLS, false, &lengths_);
  memset(lengths, 5, 32);
  build(lengths, 32, false, &distances_);
}

void Inflater::readCodes() {
  static const uint8_t ORDER[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
  const size_t literals = bits(5) + 257, distances = bits(5) + 1, codes = bits(4) + 4;
  if (literals > 286 || distances > 30) throw InflateError("the file is damaged: too many codes");
  uint8_t lengths[MOST_SYMBOLS + 32] = {};
  for (size_t i = 0; i < codes; i++) lengths[ORDER[i]] = static_cast<uint8_t>(bits(3));
  build(lengths, 19, false, &lengths_);
  for (size_t i = 0; i < literals + distances;) {
    const int value = symbol(lengths_);
    if (value < 16) {
      lengths[i++] = static_cast<uint8_t>(value);
      continue;
    }
    if (value == 16 && i == 0) throw InflateError("the file is damaged: nothing to repeat");
    const uint8_t repeated = value == 16 ? lengths[i - 1] : 0;
    const size_t times = value == 16 ? 3 + bits(2) : value == 17 ? 3 + bits(3) : 11 + bits(7);
    if (i + times > literals + distances)
      throw InflateError("the file is damaged: too many lengths");
    memset(lengths + i, repeated, times);
    i += times;
  }
  if (lengths[END_OF_BLOCK] == 0) throw InflateError("the file is damaged: a block without an end");
  build(lengths, literals, true, &lengths_);
  build(lengths + literals, distances, true, &distances_);
}

void Inflater::beginCopy(int lengthSymbol) {
  const size_t l = static_cast<size_t>(lengthSymbol - END_OF_BLOCK - 1);
  if (l >= sizeof LENGTH_BITS) throw InflateError("the file is damaged: a length that is none");
  left_ = LENGTH_BASE[l] + bits(LENGTH_BITS[l]);
  const size_t d = static_cast<size_t>(symbol(distances_));
  if (d >= sizeof DISTANCE_BITS) throw InflateError("the file is damaged: a distance that is none");
  distance_ = DISTANCE_BASE[d] + bits(DISTANCE_BITS[d]);
  if (distance_ > made_) throw InflateError("the file is damaged: a distance beyond the start");
}

uint8_t Inflater::out(uint8_t byte) {
  window_[made_++ % WINDOW] = byte;
  sum_[0] = (sum_[0] + byte) % 65521;
  sum_[1] = (sum_[1] + sum_[0]) % 65521;
  return byte;
}

void Inflater::checkEnd() {
  held_ = 0;
  heldCount_ = 0;
  uint32_t sum = 0;
  for (int i = 0; i < 4; i++) sum = sum << 8 | inputByte();
  if (sum != (sum_[1] << 16 | sum_[0]))
    throw InflateError("the file is damaged: its checksum differs");
  part_ = Part::END;
}

}  // namespace nnrdoq
