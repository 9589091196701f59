#include "errors.h"

#include <stdio.h>

#include "callbacks.h"

namespace nnrdoq {
namespace {

thread_local char text[NNRDOQ_ERROR_BYTES];

}  // namespace

char* errorText() { return text; }

nnrdoq_status fail(nnrdoq_status status, const char* message) {
  if (message != text) snprintf(text, sizeof text, "%s", message);
  return status;
}

}  // namespace nnrdoq
