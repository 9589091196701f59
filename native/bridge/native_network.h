// Networks that run without Java: from a *.nnq file, or carried inside the library.
#ifndef NNRDOQ_BRIDGE_NATIVE_NETWORK_H
#define NNRDOQ_BRIDGE_NATIVE_NETWORK_H

#include <memory>

#include "kernel.h"
#include "nnrdoq.h"

namespace nnrdoq {

// Whether a configuration asks for a network without Java: by its backend, or by a *.nnq file. Throws Failure
// if it asks for that and for another backend.
bool isNative(const nnrdoq_config& config);

// Opens what isNative() said yes to, and says in info what it is. Throws Failure.
std::unique_ptr<const kernel::Kernel> openNative(const nnrdoq_config& config, nnrdoq_info* info);

}  // namespace nnrdoq

#endif
