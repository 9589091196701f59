// Where Java is installed, for a process that runs no virtual machine yet.
#ifndef NNRDOQ_BRIDGE_JAVA_HOME_H
#define NNRDOQ_BRIDGE_JAVA_HOME_H

#include <string>

namespace nnrdoq {

struct JavaHome {
  std::string home;    // JAVA_HOME would name it
  std::string libjvm;  // the library that starts the virtual machine
  int release;         // feature release, 17 for example; 0 if the installation does not say
};

// JAVA_HOME, where it is an error if it is set and wrong; otherwise the java on the PATH. Throws Failure, also
// if that Java is too old.
JavaHome findJavaHome();

// Throws Failure if a Java of that release and version (its text) is too old; release 0 is unknown and passes.
void requireRelease(int release, const std::string& version, const std::string& where);

// The folder of a path, "." if it names none.
std::string parentOf(const std::string& path);

// The path without symbolic links; as it is if it cannot be followed.
std::string realPath(const std::string& path);

}  // namespace nnrdoq

#endif
