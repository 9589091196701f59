#include "jvm.h"

#include <dlfcn.h>
#include <jni.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <mutex>
#include <sstream>
#include <vector>

#include "errors.h"
#include "java_home.h"

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

// What the virtual machine prints of itself goes to stderr: stdout belongs to the host.
jint JNICALL printToStderr(FILE*, const char* format, va_list args) {
  return vfprintf(stderr, format, args);
}

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

std::vector<std::string> words(const char* text) {
  std::vector<std::string> result;
  std::istringstream in(text ? text : "");
  std::string word;
  while (in >> word) result.push_back(word);
  return result;
}

JavaVM* create(const JavaHome& java, const std::string& classPath, const char* options) {
  void* library = dlopen(java.libjvm.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    throw Failure(NNRDOQ_ERR_JVM, java.libjvm + " cannot be loaded: " + dlerror());
  }
  CreateFn createVm = reinterpret_cast<CreateFn>(dlsym(library, "JNI_CreateJavaVM"));
  if (!createVm) {
    throw Failure(NNRDOQ_ERR_JVM, java.libjvm + " has no JNI_CreateJavaVM; set JAVA_HOME to a JDK");
  }
  // Small and quick to start: the host's memory and cores are the host's.
  std::vector<std::string> texts = {"-Djava.class.path=" + classPath,
                                    "-Xrs",
                                    "-Xshare:auto",
                                    "-XX:+UseSerialGC",
                                    "-XX:-UsePerfData",
                                    "-Xms8m",
                                    "-Xmx256m",
                                    "-XX:ReservedCodeCacheSize=32m",
                                    "-Dorg.bytedeco.javacpp.loadlibraries=false",
                                    "-Dorg.bytedeco.javacpp.nopointergc=true"};
  if (java.release >= 24) {
    texts.push_back("--enable-native-access=ALL-UNNAMED");
    texts.push_back("--sun-misc-unsafe-memory-access=allow");
  }
  for (const std::string& word : words(getenv("NNRDOQ_JAVA_OPTS"))) texts.push_back(word);
  for (const std::string& word : words(options)) texts.push_back(word);
  std::vector<JavaVMOption> list(texts.size() + 1);
  for (size_t i = 0; i < texts.size(); i++) {
    list[i].optionString = const_cast<char*>(texts[i].c_str());
    list[i].extraInfo = nullptr;
  }
  list.back().optionString = const_cast<char*>("vfprintf");
  list.back().extraInfo = reinterpret_cast<void*>(&printToStderr);
  JavaVMInitArgs args;
  args.version = JNI_VERSION_1_8;
  args.nOptions = static_cast<jint>(list.size());
  args.options = list.data();
  args.ignoreUnrecognized = JNI_FALSE;
  // These two stay the host's; the machine works without its own handlers for them.
  struct sigaction pipe, size;
  sigaction(SIGPIPE, nullptr, &pipe);
  sigaction(SIGXFSZ, nullptr, &size);
  JavaVM* vm = nullptr;
  JNIEnv* env = nullptr;
  const jint result = createVm(&vm, reinterpret_cast<void**>(&env), &args);
  sigaction(SIGPIPE, &pipe, nullptr);
  sigaction(SIGXFSZ, &size, nullptr);
  if (result != JNI_OK) {
    std::ostringstream text;
    text << "the Java virtual machine at " << java.home << " did not start (JNI error " << result
         << "); check NNRDOQ_JAVA_OPTS and the free memory";
    throw Failure(NNRDOQ_ERR_JVM, text.str());
  }
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

Jvm start(const char* classPathArgument, const char* options) {
  const std::string classPath = classPathArgument && *classPathArgument
                                    ? std::string(classPathArgument)
                                    : readClassPath(parentOf(libraryPath()) + "/nnrdoq.classpath");
  const char* extra = getenv("NNRDOQ_CLASS_PATH");
  const std::string fullPath = extra && *extra ? classPath + ":" + extra : classPath;
  Jvm jvm;
  JavaVM* vm = running();
  jvm.attached = vm != nullptr;
  if (!vm) {
    vm = create(findJavaHome(), fullPath, options);
  }
  JNIEnv* env = nullptr;
  if (vm->GetEnv(reinterpret_cast<void**>(&env), JNI_VERSION_1_8) != JNI_OK &&
      vm->AttachCurrentThreadAsDaemon(reinterpret_cast<void**>(&env), nullptr) != JNI_OK) {
    throw Failure(NNRDOQ_ERR_JVM, "this thread cannot be attached to the Java virtual machine");
  }
  const LocalFrame frame(env);
  jvm.version = systemProperty(env, "java.version");
  const std::string release = systemProperty(env, "java.specification.version");
  requireRelease(release.compare(0, 2, "1.") == 0 ? 8 : atoi(release.c_str()), jvm.version,
                 systemProperty(env, "java.home"));
  startBridge(env, fullPath, jvm.attached);
  return jvm;
}

}  // namespace

const Jvm& startJvm(const char* classPath, const char* options) {
  static std::mutex mutex;
  static Jvm* started = nullptr;
  std::lock_guard<std::mutex> lock(mutex);
  // Never freed: the machine lives as long as the process, beyond static destructors.
  if (!started) started = new Jvm(start(classPath, options));
  return *started;
}

}  // namespace nnrdoq
