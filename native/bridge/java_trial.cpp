#include "java_trial.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

#include "errors.h"
#include "host_state.h"

extern char** environ;

namespace nnrdoq {
namespace {

// Java begins about twelve threads, and opens about as many files.
const int THREADS = 16;
const int FILES = 16;

// All that a child needs: it shares our memory and must not allocate.
struct Trial {
  const char* program;
  char** arguments;
  char** environment;
  int output;
  bool isLimited;
  struct rlimit limit;
  int status; // of waitpid, filled in by the child
};

[[noreturn]] void become(const Trial& trial) {
  for (int signal = 1; signal < NSIG; signal++) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const struct rlimit noCore = {0, 0};
  setrlimit(RLIMIT_CORE, &noCore);
  if (trial.isLimited) setrlimit(RLIMIT_AS, &trial.limit);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, 0);
  dup2(trial.output, 1);
  dup2(trial.output, 2);
  execve(trial.program, trial.arguments, trial.environment);
  _exit(127);
}

// The host's child, which ends without a signal to it and which no wait() of the host's sees. It starts Java as a
// child of its own, so that not the host but it gets that one's signal.
int child(void* argument) {
  Trial* const trial = static_cast<Trial*>(argument);
  const pid_t java = vfork();
  if (java == 0) become(*trial);
  trial->status = -1;
  if (java > 0) {
    while (waitpid(java, &trial->status, 0) < 0 && errno == EINTR) {
    }
  }
  _exit(0);
}

// False if there was no way to try.
bool run(Trial* trial) {
  const size_t stackBytes = 256 * 1024;
  void* const stack =
      mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return false;
  // No handler of the host's may run in the child.
  sigset_t all, hosts;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &hosts);
  const int withoutSignal = CLONE_VM | CLONE_VFORK;
  const pid_t pid = clone(child, static_cast<char*>(stack) + stackBytes, withoutSignal, trial);
  if (pid > 0) {
    while (waitpid(pid, nullptr, __WCLONE) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &hosts, nullptr);
  munmap(stack, stackBytes);
  return pid > 0 && trial->status != -1;
}

std::string contentOf(int file) {
  std::string text(16 * 1024, '\0');
  const ssize_t length = pread(file, &text[0], text.size(), 0);
  text.resize(length > 0 ? static_cast<size_t>(length) : 0);
  return text;
}

// Pointers to texts that stay, and a final null.
std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

bool canMakeThreads() {
  pthread_t threads[THREADS];
  pthread_attr_t small;
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  int made = 0;
  const SignalsHeld held;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  pthread_mutex_lock(&gate);
  auto wait = [](void* mutex) -> void* {
    pthread_mutex_lock(static_cast<pthread_mutex_t*>(mutex));
    pthread_mutex_unlock(static_cast<pthread_mutex_t*>(mutex));
    return nullptr;
  };
  while (made < THREADS && pthread_create(&threads[made], &small, wait, &gate) == 0) made++;
  pthread_mutex_unlock(&gate);
  for (int i = 0; i < made; i++) pthread_join(threads[i], nullptr);
  pthread_attr_destroy(&small);
  return made == THREADS;
}

bool canOpenFiles() {
  int files[FILES];
  int opened = 0;
  while (opened < FILES && (files[opened] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) opened++;
  const bool areAll = opened == FILES || errno != EMFILE;
  while (opened > 0) close(files[--opened]);
  return areAll;
}

}  // namespace

std::string reasonIn(const std::string& said) {
  static const char* const OF_ITSELF[] = {"Picked up ", "Error: Could not create the Java Virtual Machine",
                                          "Error: A fatal exception has occurred", "NOTE: ",
                                          "Error occurred during initialization of ", "#", "[",
                                          "\tat "};
  std::istringstream in(said);
  std::string reason, line;
  while (std::getline(in, line)) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    bool isReason = !line.empty();
    for (const char* start : OF_ITSELF) isReason &= line.rfind(start, 0) != 0;
    if (isReason) reason += (reason.empty() ? "" : "; ") + line;
  }
  return reason.substr(0, 400);
}

std::string tryJava(const std::string& home, const std::vector<std::string>& options, size_t addressSpace) {
  const std::string program = home + "/bin/java";
  std::vector<std::string> arguments = {program};
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.push_back("-XX:+SuppressFatalErrorMessage");  // which would be a file in the host's folder
  arguments.push_back("-version");
  std::vector<std::string> environment;
  for (char** variable = environ; *variable; variable++) {
    // read by the program java alone
    if (strncmp(*variable, "JDK_JAVA_OPTIONS=", 17) != 0) environment.push_back(*variable);
  }
  if (addressSpace != SIZE_MAX) environment.push_back("MALLOC_ARENA_MAX=" + std::to_string(ARENAS_OF_LITTLE_SPACE));
  const std::vector<char*> argumentPointers = pointersTo(arguments), environmentPointers = pointersTo(environment);
  Trial trial;
  memset(&trial, 0, sizeof trial);
  trial.program = program.c_str();
  trial.arguments = const_cast<char**>(argumentPointers.data());
  trial.environment = const_cast<char**>(environmentPointers.data());
  if (addressSpace != SIZE_MAX && getrlimit(RLIMIT_AS, &trial.limit) == 0) {
    trial.isLimited = true;
    trial.limit.rlim_cur = addressSpace;
  }
  trial.output = memfd_create("nnrdoq", MFD_CLOEXEC);
  if (trial.output < 0) return "";
  std::string reason;
  const bool wasTried = access(program.c_str(), X_OK) == 0 && run(&trial);
  if (wasTried && trial.status != 0) {
    reason = reasonIn(contentOf(trial.output));
    if (reason.empty()) reason = "it crashes, most likely for lack of memory";
  }
  close(trial.output);
  return reason;
}

void requireThreadsAndFiles() {
  if (!canMakeThreads()) {
    throw Failure(NNRDOQ_ERR_JVM, "this process cannot begin the threads that Java needs: allow more (ulimit -u) or "
                                  "more address space (ulimit -v)");
  }
  if (!canOpenFiles()) {
    throw Failure(NNRDOQ_ERR_JVM, "this process cannot open the files that Java needs: allow more (ulimit -n)");
  }
}

}  // namespace nnrdoq
