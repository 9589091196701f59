// In place of jvm.cpp where the library is built without Java.
#include "errors.h"
#include "jvm.h"

namespace nnrdoq {

const Jvm& startJvm(const char*, const char*) {
  throw Failure(NNRDOQ_ERR_JVM,
                "this libnnrdoq was built without Java, which this quantizer, recordings and ONNX "
                "files need; install one that was built with a JDK");
}

void attachThread() {}

}  // namespace nnrdoq
