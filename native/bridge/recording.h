// Reads block recordings (*.nnbr; nnrdoq-core/README.md describes them), the counterpart of
// org.nnrdoq.io.RecordingReader.
#ifndef NNRDOQ_BRIDGE_RECORDING_H
#define NNRDOQ_BRIDGE_RECORDING_H

#include <stdint.h>
#include <stdio.h>

#include <memory>
#include <string>

#include "inflater.h"
#include "nnrdoq.h"

namespace nnrdoq {

class Recording {
 public:
  // Opens the file and skips what it says about itself. Throws Failure.
  explicit Recording(const std::string& path);

  // Reads the next block, whose arrays are this reader's, valid until its next call; levels and costs are NULL
  // if the block has none. False at the end. Throws Failure.
  bool next(nnrdoq_block* block);

 private:
  void readHeader();
  void readBlock(nnrdoq_block* block);
  void checkEnd();
  void readRuns(int32_t* values, int count, bool add);
  uint32_t byte();
  uint64_t varint();
  uint64_t varint(uint64_t most);
  [[noreturn]] void fail(const std::string& what) const;
  [[noreturn]] void failAtBlock(const std::string& what) const;

  const std::string path_;
  const std::unique_ptr<FILE, int (*)(FILE*)> file_;
  Inflater stream_;
  uint64_t blocks_ = 0;
  bool hasEnded_ = false;
  double lambdas_[3] = {};         // of the last block of each component
  nnrdoq_costs costs_[4][2] = {};  // of the last block of each size, luma and chroma
  int32_t coefficients_[1024];
  int32_t levels_[1024];
};

}  // namespace nnrdoq

#endif
