#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "errors.h"

namespace nnrdoq {

std::string logLevel() {
  const char* const level = getenv("NNRDOQ_LOG");
  if (!level || !*level) return "warn";
  const std::string text = level;
  if (text != "warn" && text != "info" && text != "debug") {
    throw Failure(NNRDOQ_ERR_ARGUMENT, "NNRDOQ_LOG=" + text + ": expected warn, info or debug");
  }
  return text;
}

void logInfo(const std::string& text) {
  const char* const level = getenv("NNRDOQ_LOG");
  if (!level || (std::string(level) != "info" && std::string(level) != "debug")) return;
  struct timespec now;
  struct tm local;
  clock_gettime(CLOCK_REALTIME, &now);
  localtime_r(&now.tv_sec, &local);
  fprintf(stderr, "%02d:%02d:%02d.%03d [INFO] nnrdoq - %s\n", local.tm_hour, local.tm_min,
          local.tm_sec, static_cast<int>(now.tv_nsec / 1000000), text.c_str());
}

}  // namespace nnrdoq
