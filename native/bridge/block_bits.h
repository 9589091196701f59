// A block's small fields in one integer, as org.nnrdoq.bridge.BlockBits puts them together.
#ifndef NNRDOQ_BRIDGE_BLOCK_BITS_H
#define NNRDOQ_BRIDGE_BLOCK_BITS_H

#include "nnrdoq.h"

namespace nnrdoq {

inline int packBlock(const nnrdoq_block& b) {
  return (b.log2_size - 2) | b.c_idx << 2 | b.pred_mode << 4 | b.slice_type << 5 |
         b.scan_idx << 7 | (b.bit_depth - 8) << 9 | b.transform_skip << 12 | b.sign_hiding << 13 |
         b.qp << 14;
}

inline void unpackBlock(int bits, nnrdoq_block* b) {
  b->log2_size = static_cast<uint8_t>((bits & 3) + 2);
  b->c_idx = bits >> 2 & 3;
  b->pred_mode = bits >> 4 & 1;
  b->slice_type = bits >> 5 & 3;
  b->scan_idx = bits >> 7 & 3;
  b->bit_depth = static_cast<uint8_t>((bits >> 9 & 7) + 8);
  b->transform_skip = bits >> 12 & 1;
  b->sign_hiding = bits >> 13 & 1;
  b->qp = bits >> 14 & 127;
}

}  // namespace nnrdoq

#endif
