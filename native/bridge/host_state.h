// What is the host's and is after a call what it was before: errno, the floating-point mode and the signal mask of
// the thread that calls; around the start of Java also the process's locale and its signal handlers.
#ifndef NNRDOQ_BRIDGE_HOST_STATE_H
#define NNRDOQ_BRIDGE_HOST_STATE_H

#include <errno.h>
#include <signal.h>

#include <string>

#if defined(__SSE__)
#include <xmmintrin.h>
#elif !defined(__aarch64__)
#include <fenv.h>
#endif

namespace nnrdoq {

class KeepErrno {
 public:
  KeepErrno() : saved_(errno) {}
  ~KeepErrno() { errno = saved_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  const int saved_;
};

// Floating point as networks and Java are proven with: rounded to nearest, subnormal numbers kept, no traps. The
// host's mode comes back at the end.
class StandardFloats {
 public:
  // What the host's flags say comes back too, or is what the work in between makes of it, as with any function that
  // computes: for blocks, where reading the flags would cost a tenth of the time.
  enum Flags { KEEP_FLAGS, LET_FLAGS };
#if defined(__SSE__)
  explicit StandardFloats(Flags flags) : saved_(_mm_getcsr()), isChanged_((saved_ & ~0x3fu) != STANDARD) {
    if (isChanged_) _mm_setcsr(STANDARD);
    isChanged_ |= flags == KEEP_FLAGS;
  }
  ~StandardFloats() {
    if (isChanged_) _mm_setcsr(saved_);
  }

 private:
  static const unsigned STANDARD = 0x1f80;
  const unsigned saved_;
#elif defined(__aarch64__)
  explicit StandardFloats(Flags flags) {
    __asm__ volatile("mrs %0, fpcr" : "=r"(saved_));
    __asm__ volatile("mrs %0, fpsr" : "=r"(flags_));
    isChanged_ = saved_ != 0;
    if (isChanged_) __asm__ volatile("msr fpcr, %0" : : "r"(0ul));
    isChanged_ |= flags == KEEP_FLAGS;
  }
  ~StandardFloats() {
    if (!isChanged_) return;
    __asm__ volatile("msr fpcr, %0" : : "r"(saved_));
    __asm__ volatile("msr fpsr, %0" : : "r"(flags_));
  }

 private:
  unsigned long saved_, flags_;
#else
  explicit StandardFloats(Flags) : isChanged_(true) {
    fegetenv(&saved_);
    fesetenv(FE_DFL_ENV);
  }
  ~StandardFloats() { fesetenv(&saved_); }

 private:
  fenv_t saved_;
#endif
  bool isChanged_;

 public:
  StandardFloats(const StandardFloats&) = delete;
  StandardFloats& operator=(const StandardFloats&) = delete;
};

// Around the making of a thread, which inherits the mask: it must not take a signal of the host's.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t hosts_;
};

// Around each call into Java. The host's signals wait meanwhile, so that no thread that Java makes ever takes one;
// those that Java needs come through, whatever the host blocks.
class InJava {
 public:
  // A call for a block changes the mask only where it must: the first of a thread, which attaches it to the virtual
  // machine, and those of threads that block what Java needs.
  enum Call { FOR_BLOCK, RARE };
  explicit InJava(Call call);
  ~InJava();
  InJava(const InJava&) = delete;
  InJava& operator=(const InJava&) = delete;

 private:
  const KeepErrno errno_;
  const StandardFloats floats_;
  bool isMasked_;
  sigset_t hosts_;
};

// Around the start of Java, which sets the locale of the environment and takes signals that it can do without.
// Other threads see the locale change and come back. Where that locale has not UTF-8, in which the ABI's texts are,
// Java finds one in the environment that has: it names files in the encoding that it starts with.
class ProcessState {
 public:
  // samplesThreads: Java will, and needs a signal for that which it must otherwise do without.
  explicit ProcessState(bool samplesThreads);
  ~ProcessState();
  ProcessState(const ProcessState&) = delete;
  ProcessState& operator=(const ProcessState&) = delete;

 private:
  std::string locale_;
  const bool samplesThreads_;
  char** const environment_;
  struct sigaction handlers_[NSIG];
};

}  // namespace nnrdoq

#endif
