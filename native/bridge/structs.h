// The ABI's structs as hosts of all versions hand them over. Each begins with its size as the host knows it.
// One that is smaller than ours, down to the first published one, lacks fields; one that is larger has fields
// that this library does not know.
#ifndef NNRDOQ_BRIDGE_STRUCTS_H
#define NNRDOQ_BRIDGE_STRUCTS_H

#include "nnrdoq.h"

namespace nnrdoq {

// A host's configuration with all fields of this version: what it lacks is 0, which stands for the default.
// Fields that this library does not know must be 0. Throws Failure.
nnrdoq_config completeConfig(const nnrdoq_config* config);

// Takes a block that is to be quantized or recorded: complete becomes the host's own, or, where that lacks fields of
// this version, a copy of it in room. Checks it; NNRDOQ_OK, or a status with a text.
nnrdoq_status takeBlock(const nnrdoq_block* block, nnrdoq_block* room,
                        const nnrdoq_block** complete);

// Checks the fields of a complete block, but for where its arrays are; NNRDOQ_OK, or a status with a text.
nnrdoq_status checkFields(const nnrdoq_block* block);

// Checks the size of a block that is to be filled; NNRDOQ_OK, or a status with a text.
nnrdoq_status checkBlockSize(const nnrdoq_block* block);

// Fills a host's struct as far as it reaches, its size apart. Fields that this library does not know become 0.
// NNRDOQ_OK, or a status with a text if the size cannot be one of that struct.
nnrdoq_status fillInfo(nnrdoq_info* info, const nnrdoq_info& values);
nnrdoq_status fillStats(nnrdoq_stats* stats, const nnrdoq_stats& values);
void fillBlock(nnrdoq_block* block, const nnrdoq_block& values);

}  // namespace nnrdoq

#endif
