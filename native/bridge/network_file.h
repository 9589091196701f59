// Networks as data (*.nnq): what `nnrdoq export` writes and README.md describes, the counterpart of
// org.nnrdoq.quantizer.shipped.NetworkFile.
#ifndef NNRDOQ_BRIDGE_NETWORK_FILE_H
#define NNRDOQ_BRIDGE_NETWORK_FILE_H

#include <stddef.h>
#include <stdint.h>

#include <string>
#include <vector>

namespace nnrdoq {

// A network's file, checked but for its image. Points into the bytes that it was read from.
struct NetworkFile {
  const char* kind;  // "fcn" or "ar"
  bool needsCosts;
  uint32_t zeroRule;  // nnrdoq_zero_rule
  uint32_t macs;      // multiply-accumulates for each coefficient, or level in a list; 0: unknown
  std::string model;
  std::string sha256;  // of the ONNX model, hexadecimal
  const uint8_t* image;
  size_t imageBytes;
};

// Takes a file's content apart. origin: what messages call it. Throws Failure.
NetworkFile parseNetwork(const uint8_t* bytes, size_t count, const std::string& origin);

// The content of a file, checked to be small enough for one of a network. Throws Failure.
std::vector<uint8_t> readNetworkFile(const std::string& path);

}  // namespace nnrdoq

#endif
