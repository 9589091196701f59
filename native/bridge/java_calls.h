// The callbacks of callbacks.h as the rest of the library calls them. What Java answers to a failure is thrown
// as a Failure with Java's text.
#ifndef NNRDOQ_BRIDGE_JAVA_CALLS_H
#define NNRDOQ_BRIDGE_JAVA_CALLS_H

#include <stddef.h>

#include "nnrdoq.h"

namespace nnrdoq {
namespace java {

// Starts or joins the virtual machine and makes sure that it installed its callbacks; version and attached are
// filled in. Throws Failure.
void start(const nnrdoq_config& config, nnrdoq_info* info);

// Rare work: one of the operations of callbacks.h. in: bytes that Java reads; out: where it writes results.
long long control(int op, int id, const void* in = nullptr, size_t inBytes = 0,
                  void* out = nullptr);

// Quantizes a block whose fields were checked; gives back the sum of its absolute levels.
int quantize(int id, const nnrdoq_block& block);

// Appends a block whose fields were checked to a recording.
void record(int id, const nnrdoq_block& block);

}  // namespace java
}  // namespace nnrdoq

#endif
