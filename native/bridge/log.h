// The library's log on standard error, where NNRDOQ_LOG asks for one: what was opened, and what became of it. Lines
// look like those that the Java classes log.
#ifndef NNRDOQ_BRIDGE_LOG_H
#define NNRDOQ_BRIDGE_LOG_H

#include <string>

namespace nnrdoq {

// What NNRDOQ_LOG says: warn (the default), info or debug. Throws Failure if it says something else.
std::string logLevel();

// Logs at level info.
void logInfo(const std::string& text);

}  // namespace nnrdoq

#endif
