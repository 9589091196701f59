#include "host_state.h"

#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <vector>

namespace nnrdoq {
namespace {

// How Java stops a thread that it samples (its flight recorder does), and wakes one that waits for a file.
const int SUSPEND = SIGUSR2;
inline int wakeUp() { return SIGRTMAX - 2; }

bool isFault(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL || signal == SIGTRAP;
}

bool blocksFault(const sigset_t& mask) {
  for (int signal = 1; signal < NSIG; signal++) {
    if (isFault(signal) && sigismember(&mask, signal) == 1) return true;
  }
  return false;
}

// All that Java can do without.
sigset_t quietMask() {
  sigset_t mask;
  sigfillset(&mask);
  for (int signal = 1; signal < NSIG; signal++) {
    if (isFault(signal)) sigdelset(&mask, signal);
  }
  sigdelset(&mask, SUSPEND);
  sigdelset(&mask, wakeUp());
  return mask;
}

// What is known of a thread that was in Java.
struct ThreadSignals {
  bool isKnown;
  bool blocksFaults;
};

thread_local ThreadSignals threadSignals;

bool isUtf8(const char* locale) {
  const locale_t opened = newlocale(LC_CTYPE_MASK, locale, static_cast<locale_t>(nullptr));
  if (!opened) return false;
  const bool is = strcmp(nl_langinfo_l(CODESET, opened), "UTF-8") == 0;
  freelocale(opened);
  return is;
}

// The host's environment, but with a locale of UTF-8. It is never freed: a thread may be reading it still.
char** environmentOfUtf8() {
  static char all[] = "LC_ALL=C.UTF-8";
  std::vector<char*>* const copy = new std::vector<char*>(1, all);
  for (char** variable = environ; *variable; variable++) {
    if (strncmp(*variable, "LC_ALL=", 7) != 0) copy->push_back(*variable);
  }
  copy->push_back(nullptr);
  return copy->data();
}

}  // namespace

SignalsHeld::SignalsHeld() {
  const sigset_t quiet = quietMask();
  pthread_sigmask(SIG_SETMASK, &quiet, &hosts_);
}

SignalsHeld::~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &hosts_, nullptr); }

InJava::InJava(Call call)
    : floats_(call == RARE ? StandardFloats::KEEP_FLAGS : StandardFloats::LET_FLAGS), isMasked_(false) {
  ThreadSignals& thread = threadSignals;
  if (call == FOR_BLOCK && thread.isKnown && !thread.blocksFaults) return;
  static const sigset_t quiet = quietMask();
  isMasked_ = pthread_sigmask(SIG_SETMASK, &quiet, &hosts_) == 0;
  thread.isKnown = true;
  thread.blocksFaults = isMasked_ && blocksFault(hosts_);
}

InJava::~InJava() {
  if (isMasked_) pthread_sigmask(SIG_SETMASK, &hosts_, nullptr);
}

ProcessState::ProcessState(bool samplesThreads) : samplesThreads_(samplesThreads), environment_(environ) {
  const char* const locale = setlocale(LC_ALL, nullptr);
  locale_ = locale ? locale : "C";
  for (int signal = 1; signal < NSIG; signal++) {
    if (sigaction(signal, nullptr, &handlers_[signal]) != 0) handlers_[signal].sa_handler = SIG_ERR;
  }
  // The variable that points to it is changed, not the environment: other threads may read both.
  if (environ && !isUtf8("") && isUtf8("C.UTF-8")) environ = environmentOfUtf8();
}

ProcessState::~ProcessState() {
  environ = environment_;
  setlocale(LC_ALL, locale_.c_str());
  for (int signal = 1; signal < NSIG; signal++) {
    const struct sigaction& host = handlers_[signal];
    if (host.sa_handler == SIG_ERR || isFault(signal)) continue;
    // Without a handler these two would end the process when Java sends them.
    const bool isJavas = signal == wakeUp() || (signal == SUSPEND && samplesThreads_);
    if (isJavas && host.sa_handler == SIG_DFL) continue;
    struct sigaction now;
    if (sigaction(signal, nullptr, &now) == 0 && now.sa_handler != host.sa_handler) {
      sigaction(signal, &host, nullptr);
    }
  }
}

}  // namespace nnrdoq
