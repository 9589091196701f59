// Reads a zlib stream (RFC 1950, 1951) from a file, byte by byte.
#ifndef NNRDOQ_BRIDGE_INFLATER_H
#define NNRDOQ_BRIDGE_INFLATER_H

#include <stdint.h>
#include <stdio.h>

#include <array>
#include <stdexcept>
#include <string>

namespace nnrdoq {

// What is wrong with a stream.
class InflateError : public std::runtime_error {
 public:
  explicit InflateError(const std::string& text) : std::runtime_error(text) {}
};

class Inflater {
 public:
  // in: stands where the stream begins, and stays the caller's.
  explicit Inflater(FILE* in);

  // The next byte, or -1 at the end, whose checksum is right. Throws InflateError.
  int next();

 private:
  static constexpr size_t WINDOW = 1u << 15;
  static constexpr size_t MOST_SYMBOLS = 288;
  static constexpr int MOST_BITS = 15;

  // Codes of a canonical Huffman code: how many there are of each length, and their symbols in order.
  struct Code {
    std::array<uint16_t, MOST_BITS + 1> counts;
    std::array<uint16_t, MOST_SYMBOLS> symbols;
  };

  enum class Part { HEADER, BLOCK, STORED, CODED, END };

  uint32_t inputByte();
  uint32_t bits(int count);
  int symbol(const Code& code);
  void readHeader();
  void beginBlock();
  void endBlock();
  void beginStored();
  void readCodes();
  void useFixedCodes();
  static void build(const uint8_t* lengths, size_t count, bool mayBeShort, Code* code);
  void beginCopy(int lengthSymbol);
  uint8_t out(uint8_t byte);
  void checkEnd();

  FILE* const in_;
  uint32_t held_ = 0;  // bits that were read and not used
  int heldCount_ = 0;
  Part part_ = Part::HEADER;
  bool isLast_ = false;
  Code lengths_;  // of literals and lengths
  Code distances_;
  uint32_t left_ = 0;      // bytes of a stored block, or of a copy
  uint32_t distance_ = 0;  // of a copy
  std::array<uint8_t, WINDOW> window_;
  uint64_t made_ = 0;
  uint32_t sum_[2] = {1, 0};  // Adler-32
};

}  // namespace nnrdoq

#endif
