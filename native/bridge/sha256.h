// SHA-256 (FIPS 180-4): what tells whether a network's file is whole.
#ifndef NNRDOQ_BRIDGE_SHA256_H
#define NNRDOQ_BRIDGE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include <array>

namespace nnrdoq {

std::array<uint8_t, 32> sha256(const uint8_t* bytes, size_t count);

}  // namespace nnrdoq

#endif
