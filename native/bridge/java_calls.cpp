#include "java_calls.h"

#include <stdio.h>
#include <string.h>

#include "block_bits.h"
#include "callbacks.h"
#include "errors.h"
#include "host_state.h"
#include "jvm.h"

namespace nnrdoq {
namespace java {
namespace {

// Installed once, before the first call.
nnrdoq_control_fn controlCallback = nullptr;
nnrdoq_quantize_fn quantizeCallback = nullptr;
nnrdoq_record_fn recordCallback = nullptr;

// In the first byte of the error text until Java answers: what goes wrong on the way there gives 0 back, which would
// pass for an answer.
const char UNANSWERED = 1;

long long address(const void* p) { return static_cast<long long>(reinterpret_cast<intptr_t>(p)); }

// A negative answer as a status.
nnrdoq_status statusOf(long long answer) {
  const bool known = answer <= NNRDOQ_ERR_ARGUMENT && answer >= NNRDOQ_ERR_RECORDING;
  return known ? static_cast<nnrdoq_status>(answer) : NNRDOQ_ERR_QUANTIZE;
}

void checkAnswer(long long answer) {
  const char* const text = errorText();
  if (text[0] == UNANSWERED) {
    throw Failure(NNRDOQ_ERR_JVM, "the Java virtual machine does not answer");
  }
  if (answer >= 0) return;
  throw Failure(statusOf(answer),
                text[0] ? std::string(text) : "the Java side failed and does not say why");
}

}  // namespace

void start(const nnrdoq_config& config, nnrdoq_info* info) {
  const Jvm& jvm = startJvm(config.class_path, config.jvm_options);
  if (!controlCallback) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  "the Java classes did not install their callbacks; classes and library are of "
                  "different builds: install nnrdoq again");
  }
  info->attached = jvm.attached;
  snprintf(info->java, sizeof info->java, "%s", jvm.version.c_str());
}

long long control(int op, int id, const void* in, size_t inBytes, void* out) {
  const InJava call(InJava::RARE);
  attachThread();
  errorText()[0] = UNANSWERED;
  const long long answer = controlCallback(op, id, address(in), static_cast<int>(inBytes),
                                           address(out), address(errorText()));
  checkAnswer(answer);
  return answer;
}

int quantize(int id, const nnrdoq_block& block) {
  const InJava call(InJava::FOR_BLOCK);
  attachThread();
  char* const error = errorText();
  error[0] = UNANSWERED;
  const int answer =
      quantizeCallback(id, packBlock(block), block.lambda, address(block.coefficients),
                       address(block.levels), address(block.costs), address(error));
  checkAnswer(answer);
  return answer;
}

void record(int id, const nnrdoq_block& block) {
  const InJava call(InJava::FOR_BLOCK);
  attachThread();
  char* const error = errorText();
  error[0] = UNANSWERED;
  checkAnswer(recordCallback(id, packBlock(block), block.lambda, address(block.coefficients),
                             address(block.levels), address(block.costs), address(error)));
}

}  // namespace java
}  // namespace nnrdoq

int nnrdoq_bridge_install(int magic, int version, nnrdoq_control_fn control,
                          nnrdoq_quantize_fn quantize, nnrdoq_record_fn record) {
  if (magic != NNRDOQ_BRIDGE_MAGIC || version != NNRDOQ_BRIDGE_VERSION || !control || !quantize ||
      !record) {
    return 0;
  }
  nnrdoq::java::controlCallback = control;
  nnrdoq::java::quantizeCallback = quantize;
  nnrdoq::java::recordCallback = record;
  return NNRDOQ_BRIDGE_MAGIC;
}
