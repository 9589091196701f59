#include "java_home.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "errors.h"

namespace nnrdoq {
namespace {

const int OLDEST_RELEASE = 17;

bool isFile(const std::string& path) {
  struct stat s;
  return stat(path.c_str(), &s) == 0 && S_ISREG(s.st_mode);
}

// Fills in home and libjvm; false if no virtual machine is there.
bool probe(const std::string& home, JavaHome* out) {
  static const char* const PLACES[] = {"/lib/server/libjvm.so", "/jre/lib/amd64/server/libjvm.so",
                                       "/lib/amd64/server/libjvm.so", "/lib/client/libjvm.so"};
  for (const char* place : PLACES) {
    if (isFile(home + place)) {
      out->home = home;
      out->libjvm = home + place;
      return true;
    }
  }
  return false;
}

bool findOnPath(JavaHome* out) {
  const char* path = getenv("PATH");
  std::stringstream entries(path ? path : "");
  std::string entry;
  while (std::getline(entries, entry, ':')) {
    const std::string java = (entry.empty() ? "." : entry) + "/java";
    if (access(java.c_str(), X_OK) == 0 && probe(parentOf(parentOf(realPath(java))), out)) return true;
  }
  return false;
}

// Reads the installation's file "release": its feature release, or 0, and its version as a text.
int readRelease(const std::string& home, std::string* version) {
  static const std::string KEY = "JAVA_VERSION=\"";
  std::ifstream in((home + "/release").c_str());
  std::string line;
  while (std::getline(in, line)) {
    if (line.compare(0, KEY.size(), KEY) == 0) {
      *version = line.substr(KEY.size(), line.find('"', KEY.size()) - KEY.size());
      const int first = atoi(version->c_str());
      return first == 1 ? atoi(version->c_str() + 2) : first;  // 1.8 is 8
    }
  }
  return 0;
}

}  // namespace

std::string parentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string realPath(const std::string& path) {
  char buffer[PATH_MAX];
  return realpath(path.c_str(), buffer) ? std::string(buffer) : path;
}

void requireRelease(int release, const std::string& version, const std::string& where) {
  if (release != 0 && release < OLDEST_RELEASE) {
    throw Failure(NNRDOQ_ERR_JVM, "Java " + version + " at " + where +
                                      ": expected 17 or later; set JAVA_HOME to one");
  }
}

JavaHome findJavaHome() {
  JavaHome found;
  const char* home = getenv("JAVA_HOME");
  if (home && *home) {
    if (!probe(home, &found)) {
      throw Failure(NNRDOQ_ERR_JVM, std::string("JAVA_HOME=") + home +
                                        ": no lib/server/libjvm.so there; set JAVA_HOME to a JDK "
                                        "or JRE of version 17 or later, or unset it");
    }
  } else if (!findOnPath(&found)) {
    throw Failure(NNRDOQ_ERR_JVM,
                  "no Java found: JAVA_HOME is not set and no java on the PATH belongs to a JDK or "
                  "JRE; install Java 17 or later, or set JAVA_HOME");
  }
  // The virtual machine ends the process where its own classes are missing.
  const std::string lib = parentOf(parentOf(realPath(found.libjvm)));
  struct stat s;
  if (stat((lib + "/modules").c_str(), &s) != 0 && stat((parentOf(lib) + "/modules").c_str(), &s) != 0) {
    throw Failure(NNRDOQ_ERR_JVM, "the Java at " + found.home + " is damaged: " + lib +
                                      "/modules is missing; install it again, or set JAVA_HOME to another");
  }
  std::string version;
  found.release = readRelease(found.home, &version);
  requireRelease(found.release, version, found.home);
  return found;
}

}  // namespace nnrdoq
