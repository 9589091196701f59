// The Java virtual machine in this process: found and started, or joined.
#ifndef NNRDOQ_BRIDGE_JVM_H
#define NNRDOQ_BRIDGE_JVM_H

#include <stdexcept>
#include <string>

#include "nnrdoq.h"

namespace nnrdoq {

// A failure on its way to the C ABI; never leaves the library.
class Failure : public std::runtime_error {
 public:
  Failure(nnrdoq_status status, const std::string& text)
      : std::runtime_error(text), status_(status) {}
  nnrdoq_status status() const { return status_; }

 private:
  nnrdoq_status status_;
};

struct Jvm {
  bool attached;         // somebody else started it
  std::string version;   // java.version
};

// Starts or joins the virtual machine and has it call nnrdoq_bridge_install(). Later calls give
// back the first one's result. classPath and options may be NULL. Throws Failure.
const Jvm& startJvm(const char* classPath, const char* options);

}  // namespace nnrdoq

#endif
