// The Java virtual machine in this process: found and started, or joined.
#ifndef NNRDOQ_BRIDGE_JVM_H
#define NNRDOQ_BRIDGE_JVM_H

#include <string>

namespace nnrdoq {

struct Jvm {
  bool attached;         // somebody else started it
  std::string version;   // java.version
};

// Starts or joins the virtual machine and has it call nnrdoq_bridge_install(). Later calls give
// back the first one's result. classPath and options may be NULL. Throws Failure.
const Jvm& startJvm(const char* classPath, const char* options);

// Makes this thread one of the virtual machine's, from now until it ends, for a call that InJava guards. Throws
// Failure if that is impossible: it has too little stack, or is one of a child of the process that started Java.
void attachThread();

}  // namespace nnrdoq

#endif
