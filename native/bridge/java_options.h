// Options that the virtual machine is started with.
#ifndef NNRDOQ_BRIDGE_JAVA_OPTIONS_H
#define NNRDOQ_BRIDGE_JAVA_OPTIONS_H

#include <stddef.h>

#include <string>
#include <vector>

namespace nnrdoq {

struct JavaOptions {
  std::vector<std::string> texts;
  bool areUsers;  // a user or the host gave some of them, or the environment does
};

// Ours, small and quick to start, but those that a user's, the host's or the environment's stand against; behind
// them the user's (NNRDOQ_JAVA_OPTS) and the host's.
JavaOptions javaOptions(int release, const std::string& classPath, const char* hosts);

// Whether options from anywhere start Java's flight recorder.
bool startFlightRecorder(const char* hosts);

// Bytes of address space that the process may still take; the largest size_t if there is no limit.
size_t freeAddressSpace();

}  // namespace nnrdoq

#endif
