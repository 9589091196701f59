#include "jvm.h"

#include <dlfcn.h>
#include <jni.h>
#include <malloc.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <sstream>
#include <vector>

#include "errors.h"
#include "host_state.h"
#include "java_home.h"
#include "java_options.h"
#include "java_trial.h"

namespace nnrdoq {
namespace {

typedef jint(JNICALL* CreateFn)(JavaVM**, void**, void*);
typedef jint(JNICALL* CreatedFn)(JavaVM**, jsize, jsize*);

const char* const BRIDGE_CLASS = "org/nnrdoq/bridge/Bridge";

bool exists(const std::string& path) { return access(path.c_str(), R_OK) == 0; }

// Where this very library lies.
std::string libraryPath() {
  Dl_info info;
  if (!dladdr(reinterpret_cast<void*>(&libraryPath), &info) || !info.dli_fname) {
    throw Failure(NNRDOQ_ERR_JVM, "the nnrdoq library cannot find its own file");
  }
  return realPath(info.dli_fname);
}

// The class path as the virtual machine wants it, from a list of entries, one per line, relative to
// the list's folder; # starts a comment line.
std::string readClassPath(const std::string& list) {
  std::ifstream in(list.c_str());
  if (!in) {
    throw Failure(NNRDOQ_ERR_JVM, list + ": missing; it names the Java classes of nnrdoq and lies "
                                         "beside the library; build or install nnrdoq again");
  }
  std::string path, line;
  while (std::getline(in, line)) {
    if (line.empty() || line[0] == '#') continue;
    const std::string entry = line[0] == '/' ? line : parentOf(list) + "/" + line;
    if (!exists(entry)) {
      throw Failure(NNRDOQ_ERR_JVM, list + ": " + entry +
                                        " does not exist; build or install nnrdoq again");
    }
    path += (path.empty() ? "" : ":") + entry;
  }
  return path;
}

// What the virtual machine prints of itself goes to stderr: stdout belongs to the host. While it starts that is kept
// for the one line of an error, or for the end of a process that it ends.
class Said {
 public:
  ~Said() { flush(); }
  void begin() {
    const std::lock_guard<std::mutex> lock(mutex_);
    isKept_ = true;
  }
  // Ends the keeping and gives back what there is.
  std::string take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    isKept_ = false;
    return std::move(text_);
  }
  void flush() { fputs(take().c_str(), stderr); }
  int print(const char* format, va_list args) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!isKept_) return vfprintf(stderr, format, args);
    char line[1024];
    const int length = vsnprintf(line, sizeof line, format, args);
    text_ += line;
    return length;
  }

 private:
  std::mutex mutex_;
  std::string text_;
  bool isKept_ = false;
};

Said said;

jint JNICALL print(FILE*, const char* format, va_list args) { return said.print(format, args); }

// Gives local references back at the end of a scope, whatever happens in it.
class LocalFrame {
 public:
  explicit LocalFrame(JNIEnv* env) : env_(env) {
    if (env->PushLocalFrame(64) != 0) {
      env->ExceptionClear();
      throw Failure(NNRDOQ_ERR_JVM, "the Java virtual machine is out of memory");
    }
  }
  ~LocalFrame() { env_->PopLocalFrame(nullptr); }
  LocalFrame(const LocalFrame&) = delete;
  LocalFrame& operator=(const LocalFrame&) = delete;

 private:
  JNIEnv* env_;
};

// A Java string's text; otherwise where there is none.
std::string textOf(JNIEnv* env, jstring string, const std::string& otherwise) {
  const char* utf = string ? env->GetStringUTFChars(string, nullptr) : nullptr;
  if (!utf) return otherwise;
  const std::string text = utf;
  env->ReleaseStringUTFChars(string, utf);
  return text;
}

// A pending exception as text behind what is said otherwise; there is none afterwards.
std::string describe(JNIEnv* env, const std::string& otherwise) {
  jthrowable thrown = env->ExceptionOccurred();
  if (!thrown) return otherwise;
  env->ExceptionClear();
  jclass object = env->FindClass("java/lang/Object");
  jmethodID toString = env->GetMethodID(object, "toString", "()Ljava/lang/String;");
  jstring text = static_cast<jstring>(env->CallObjectMethod(thrown, toString));
  if (env->ExceptionCheck() || !text) {
    env->ExceptionClear();
    return otherwise;
  }
  return otherwise + ": " + textOf(env, text, "");
}

std::string systemProperty(JNIEnv* env, const char* name) {
  jclass system = env->FindClass("java/lang/System");
  jmethodID get =
      env->GetStaticMethodID(system, "getProperty", "(Ljava/lang/String;)Ljava/lang/String;");
  jstring value = static_cast<jstring>(
      env->CallStaticObjectMethod(system, get, env->NewStringUTF(name)));
  if (env->ExceptionCheck()) {
    env->ExceptionClear();
    return "";
  }
  return textOf(env, value, "");
}

// Address space that our classes, compiled code and threads take besides what a bare Java needs to start.
const size_t ADDRESS_SPACE_OF_OURS = 96u << 20;

// Throws Failure if Java would not start, where there is reason to fear so.
void requireStart(const JavaHome& java, const JavaOptions& options) {
  requireThreadsAndFiles();
  const size_t free = freeAddressSpace();
  if (!options.areUsers && free == SIZE_MAX) return;
  // Stays so for the host: there is no way back, and what it would save is not there.
  if (free < (size_t{4} << 30)) mallopt(M_ARENA_MAX, ARENAS_OF_LITTLE_SPACE);
  const size_t left = free == SIZE_MAX               ? SIZE_MAX
                      : free > ADDRESS_SPACE_OF_OURS ? free - ADDRESS_SPACE_OF_OURS
                                                     : 0;
  const std::string reason = tryJava(java.home, options.texts, left);
  if (reason.empty()) return;
  std::string text = "the Java virtual machine at " + java.home + " does not start: " + reason + "; ";
  if (free != SIZE_MAX) {
    text += std::to_string(free >> 20) + " MB of address space are left, allow more (ulimit -v)";
  }
  if (options.areUsers) {
    text += std::string(free != SIZE_MAX ? ", or " : "") +
            "correct NNRDOQ_JAVA_OPTS, JAVA_TOOL_OPTIONS or jvm_options";
  }
  throw Failure(NNRDOQ_ERR_JVM, text);
}

JavaVM* create(const JavaHome& java, const JavaOptions& options) {
  requireStart(java, options);
  void* library = dlopen(java.libjvm.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    throw Failure(NNRDOQ_ERR_JVM, java.libjvm + " cannot be loaded: " + dlerror());
  }
  CreateFn createVm = reinterpret_cast<CreateFn>(dlsym(library, "JNI_CreateJavaVM"));
  if (!createVm) {
    throw Failure(NNRDOQ_ERR_JVM, java.libjvm + " has no JNI_CreateJavaVM; set JAVA_HOME to a JDK");
  }
  // First, so that what it says of the others comes here.
  std::vector<JavaVMOption> list = {{const_cast<char*>("vfprintf"), reinterpret_cast<void*>(&print)}};
  for (const std::string& text : options.texts) {
    list.push_back({const_cast<char*>(text.c_str()), nullptr});
  }
  JavaVMInitArgs args;
  args.version = JNI_VERSION_1_8;
  args.nOptions = static_cast<jint>(list.size());
  args.options = list.data();
  args.ignoreUnrecognized = JNI_FALSE;
  JavaVM* vm = nullptr;
  JNIEnv* env = nullptr;
  said.begin();
  const jint result = createVm(&vm, reinterpret_cast<void**>(&env), &args);
  if (result != JNI_OK) {
    const std::string reason = reasonIn(said.take());
    throw Failure(NNRDOQ_ERR_JVM, "the Java virtual machine at " + java.home + " did not start: " +
                                      (reason.empty() ? "JNI error " + std::to_string(result) : reason) +
                                      "; check NNRDOQ_JAVA_OPTS, jvm_options and the free memory");
  }
  said.flush();
  return vm;
}

// The machine that runs in this process already, if any.
JavaVM* running() {
  void* library = RTLD_DEFAULT;
  void* symbol = dlsym(library, "JNI_GetCreatedJavaVMs");
  if (!symbol && (library = dlopen("libjvm.so", RTLD_NOW | RTLD_NOLOAD))) {
    symbol = dlsym(library, "JNI_GetCreatedJavaVMs");
  }
  JavaVM* vm = nullptr;
  jsize count = 0;
  if (symbol && reinterpret_cast<CreatedFn>(symbol)(&vm, 1, &count) == JNI_OK && count > 0) {
    return vm;
  }
  return nullptr;
}

// The bridge class through a class loader of our own: a foreign machine has not our class path.
jclass loadThroughOwnLoader(JNIEnv* env, const std::string& classPath) {
  std::vector<std::string> entries;
  std::stringstream in(classPath);
  for (std::string entry; std::getline(in, entry, ':');) entries.push_back(entry);
  jclass urlClass = env->FindClass("java/net/URL");
  jclass fileClass = env->FindClass("java/io/File");
  jclass uriClass = env->FindClass("java/net/URI");
  jmethodID newFile = env->GetMethodID(fileClass, "<init>", "(Ljava/lang/String;)V");
  jmethodID toUri = env->GetMethodID(fileClass, "toURI", "()Ljava/net/URI;");
  jmethodID toUrl = env->GetMethodID(uriClass, "toURL", "()Ljava/net/URL;");
  jobjectArray urls = env->NewObjectArray(static_cast<jsize>(entries.size()), urlClass, nullptr);
  for (size_t i = 0; i < entries.size(); i++) {
    jobject file = env->NewObject(fileClass, newFile, env->NewStringUTF(entries[i].c_str()));
    jobject url = env->CallObjectMethod(env->CallObjectMethod(file, toUri), toUrl);
    if (env->ExceptionCheck()) return nullptr;
    env->SetObjectArrayElement(urls, static_cast<jsize>(i), url);
  }
  jclass loaderClass = env->FindClass("java/net/URLClassLoader");
  jmethodID newLoader = env->GetMethodID(loaderClass, "<init>", "([Ljava/net/URL;)V");
  jmethodID loadClass =
      env->GetMethodID(loaderClass, "loadClass", "(Ljava/lang/String;)Ljava/lang/Class;");
  jobject loader = env->NewObject(loaderClass, newLoader, urls);
  if (env->ExceptionCheck()) return nullptr;
  return static_cast<jclass>(
      env->CallObjectMethod(loader, loadClass, env->NewStringUTF("org.nnrdoq.bridge.Bridge")));
}

void startBridge(JNIEnv* env, const std::string& classPath, bool attached) {
  jclass bridge = env->FindClass(BRIDGE_CLASS);
  if (!bridge && attached) {
    env->ExceptionClear();
    bridge = loadThroughOwnLoader(env, classPath);
  }
  if (!bridge || env->ExceptionCheck()) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  describe(env, "class org.nnrdoq.bridge.Bridge cannot be loaded from " + classPath));
  }
  jmethodID start =
      env->GetStaticMethodID(bridge, "start", "(Ljava/lang/String;)Ljava/lang/String;");
  jstring problem = nullptr;
  if (start) {
    problem = static_cast<jstring>(env->CallStaticObjectMethod(
        bridge, start, env->NewStringUTF(libraryPath().c_str())));
  }
  if (env->ExceptionCheck()) {
    throw Failure(NNRDOQ_ERR_VERSION, describe(env, "the Java side of nnrdoq did not start"));
  }
  if (problem) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  textOf(env, problem, "the Java side of nnrdoq did not start"));
  }
}

JavaVM* machine = nullptr;

// In a child of fork(), which has none of the virtual machine's threads.
std::atomic<bool> isForked(false);

void requireOwnProcess() {
  if (isForked) {
    throw Failure(NNRDOQ_ERR_JVM, "this process was forked from one that had Java running, which does not come "
                                  "along: open after fork, or exec");
  }
}

// What a thread is to the virtual machine.
struct Attachment {
  bool isThere = false;
  bool isOurs = false;  // we attached it, and detach it
  ~Attachment() {
    if (!isOurs || isForked) return;
    const InJava call(InJava::RARE);
    machine->DetachCurrentThread();
  }
};

thread_local Attachment attachment;

// The environment of this thread, which becomes one of the virtual machine's if it is none.
JNIEnv* attach() {
  void* env = nullptr;
  if (machine->GetEnv(&env, JNI_VERSION_1_8) != JNI_OK) {
    if (machine->AttachCurrentThreadAsDaemon(&env, nullptr) != JNI_OK) {
      throw Failure(NNRDOQ_ERR_JVM,
                    "this thread cannot be attached to the Java virtual machine: give it a larger "
                    "stack, or the process more memory");
    }
    attachment.isOurs = true;
  }
  attachment.isThere = true;
  return static_cast<JNIEnv*>(env);
}

Jvm start(const char* classPathArgument, const char* hostsOptions) {
  const std::string classPath = classPathArgument && *classPathArgument
                                    ? std::string(classPathArgument)
                                    : readClassPath(parentOf(libraryPath()) + "/nnrdoq.classpath");
  const char* extra = getenv("NNRDOQ_CLASS_PATH");
  const std::string fullPath = extra && *extra ? classPath + ":" + extra : classPath;
  Jvm jvm;
  machine = running();
  jvm.attached = machine != nullptr;
  if (!machine) {
    const JavaHome java = findJavaHome();
    machine = create(java, javaOptions(java.release, fullPath, hostsOptions));
    attachment.isOurs = true;  // this thread is its first
  }
  JNIEnv* const env = attach();
  const LocalFrame frame(env);
  jvm.version = systemProperty(env, "java.version");
  const std::string release = systemProperty(env, "java.specification.version");
  requireRelease(release.compare(0, 2, "1.") == 0 ? 8 : atoi(release.c_str()), jvm.version,
                 systemProperty(env, "java.home"));
  startBridge(env, fullPath, jvm.attached);
  pthread_atfork(nullptr, nullptr, [] { isForked = true; });
  return jvm;
}

// What the thread that starts Java gets and gives back.
struct Start {
  const char* classPath;
  const char* options;
  Jvm* started;
  std::exception_ptr failure;
};

void* startHere(void* argument) {
  Start* const start = static_cast<Start*>(argument);
  const InJava call(InJava::RARE);
  try {
    start->started = new Jvm(nnrdoq::start(start->classPath, start->options));
  } catch (...) {
    start->failure = std::current_exception();
  }
  return nullptr;
}

// Starts Java on a thread of our own: the host's may have little stack, block signals, or compute in another
// floating-point mode, and the virtual machine's threads have all that from the one that makes them.
Jvm* startAside(const char* classPath, const char* options) {
  const size_t stackBytes = 2u << 20;
  Start start = {classPath, options, nullptr, nullptr};
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stackBytes);
  const ProcessState host(startFlightRecorder(options));
  int problem;
  {
    const SignalsHeld held;
    problem = pthread_create(&thread, &attributes, startHere, &start);
  }
  pthread_attr_destroy(&attributes);
  if (problem != 0) {
    throw Failure(NNRDOQ_ERR_JVM, std::string("a thread to start Java cannot be made: ") + strerror(problem));
  }
  pthread_join(thread, nullptr);
  if (start.failure) std::rethrow_exception(start.failure);
  return start.started;
}

}  // namespace

const Jvm& startJvm(const char* classPath, const char* options) {
  static std::mutex mutex;
  static Jvm* started = nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  requireOwnProcess();
  // Never freed: the machine lives as long as the process, beyond static destructors.
  if (!started) started = startAside(classPath, options);
  return *started;
}

void attachThread() {
  requireOwnProcess();
  if (!attachment.isThere) attach();
}

}  // namespace nnrdoq
