// Failures on their way to the host: inside the library a Failure is thrown, at its border that becomes a
// status and one line of text that the calling thread can ask for.
#ifndef NNRDOQ_BRIDGE_ERRORS_H
#define NNRDOQ_BRIDGE_ERRORS_H

#include <stdexcept>
#include <string>

#include "host_state.h"
#include "nnrdoq.h"

namespace nnrdoq {

// Never leaves the library.
class Failure : public std::runtime_error {
 public:
  Failure(nnrdoq_status status, const std::string& text)
      : std::runtime_error(text), status_(status) {}
  nnrdoq_status status() const { return status_; }

 private:
  nnrdoq_status status_;
};

// What nnrdoq_error() gives back: NNRDOQ_ERROR_BYTES of the calling thread, its text and a final 0.
char* errorText();

// Keeps a text for nnrdoq_error() and gives the status back.
nnrdoq_status fail(nnrdoq_status status, const char* text);

// Runs body, which may throw; nothing leaves, and the host's thread is as it was. otherwise: the status of what is not a Failure.
template <typename Body>
nnrdoq_status guarded(Body body, nnrdoq_status otherwise = NNRDOQ_ERR_ARGUMENT) {
  const KeepErrno keepErrno;
  const StandardFloats standardFloats(StandardFloats::KEEP_FLAGS);
  try {
    body();
    return NNRDOQ_OK;
  } catch (const Failure& f) {
    return fail(f.status(), f.what());
  } catch (const std::exception& e) {
    return fail(otherwise, e.what());
  } catch (...) {
    return fail(otherwise, "unknown C++ exception");
  }
}

}  // namespace nnrdoq

#endif
