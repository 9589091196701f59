#include "java_options.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "log.h"

namespace nnrdoq {
namespace {

void addWords(const char* text, std::vector<std::string>* to) {
  std::istringstream in(text ? text : "");
  std::string word;
  while (in >> word) to->push_back(word);
}

std::vector<std::string> usersOptions(const char* hosts) {
  std::vector<std::string> options;
  addWords(getenv("NNRDOQ_JAVA_OPTS"), &options);
  addWords(hosts, &options);
  return options;
}

// With those that Java itself takes from the environment.
std::vector<std::string> othersOptions(const char* hosts) {
  std::vector<std::string> options = usersOptions(hosts);
  addWords(getenv("JAVA_TOOL_OPTIONS"), &options);
  addWords(getenv("_JAVA_OPTIONS"), &options);
  return options;
}

bool startsWith(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

// What an option is about: those about the same stand against each other.
std::string subjectOf(const std::string& option) {
  if (startsWith(option, "-XX:+Use") && option.size() > 2 &&
      option.compare(option.size() - 2, 2, "GC") == 0) {
    return "collector";
  }
  if (startsWith(option, "-Xmx") || startsWith(option, "-XX:MaxHeapSize=")) return "-Xmx";
  if (startsWith(option, "-Xms") || startsWith(option, "-XX:InitialHeapSize=")) return "-Xms";
  if (startsWith(option, "-Xshare")) return "-Xshare";
  const std::string name = option.substr(0, option.find('='));
  if (startsWith(name, "-XX:+") || startsWith(name, "-XX:-")) return "-XX:" + name.substr(5);
  return name;
}

// Whether an option allows Java less heap than we would have it begin with.
bool allowsTinyHeap(const std::string& option) {
  if (subjectOf(option) != "-Xmx") return false;
  const size_t digits = option.find_first_of("0123456789");
  if (digits == std::string::npos) return false;
  char* end = nullptr;
  const unsigned long long value = strtoull(option.c_str() + digits, &end, 10);
  const unsigned long long unit = *end == 'g' || *end == 'G'   ? 1 << 30
                                  : *end == 'm' || *end == 'M' ? 1 << 20
                                  : *end == 'k' || *end == 'K' ? 1 << 10
                                                               : 1;
  return value * unit < 8 << 20;
}

size_t usedAddressSpace() {
  FILE* const in = fopen("/proc/self/statm", "re");
  unsigned long pages = 0;
  if (!in) return 0;
  if (fscanf(in, "%lu", &pages) != 1) pages = 0;
  fclose(in);
  return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// The host's memory is the host's; where it has little, Java asks for a quarter of what is left.
size_t heapMegabytes() {
  const size_t free = freeAddressSpace() >> 20;
  return std::min<size_t>(256, std::max<size_t>(16, free / 4));
}

}  // namespace

bool startFlightRecorder(const char* hosts) {
  for (const std::string& option : othersOptions(hosts)) {
    if (option.find("FlightRecord") != std::string::npos) return true;
  }
  return false;
}

size_t freeAddressSpace() {
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  const size_t used = usedAddressSpace();
  return limit.rlim_cur > used ? static_cast<size_t>(limit.rlim_cur) - used : 0;
}

JavaOptions javaOptions(int release, const std::string& classPath, const char* hosts) {
  const std::vector<std::string> users = usersOptions(hosts), others = othersOptions(hosts);
  std::vector<std::string> subjects;
  JavaOptions options;
  options.areUsers = !others.empty();
  for (const std::string& option : others) {
    subjects.push_back(subjectOf(option));
    if (allowsTinyHeap(option)) subjects.push_back("-Xms");
  }
  // File names are UTF-8 in the ABI, whatever the locale. A class space of 1 GB, as Java would have it, keeps hosts
  // from starting where address space is limited.
  options.texts.push_back("-Djava.class.path=" + classPath);
  std::vector<std::string> ours = {"-Dsun.jnu.encoding=UTF-8",
                                   "-Xrs",
                                   "-Xshare:auto",
                                   "-XX:+UseSerialGC",
                                   "-XX:-UsePerfData",
                                   "-Xms8m",
                                   "-Xmx" + std::to_string(heapMegabytes()) + "m",
                                   "-XX:CompressedClassSpaceSize=32m",
                                   "-XX:ReservedCodeCacheSize=32m",
                                   "-Dorg.bytedeco.javacpp.loadlibraries=false",
                                   "-Dorg.bytedeco.javacpp.nopointergc=true",
                                   "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + logLevel(),
                                   std::string("-Dnnrdoq.log=") + (logLevel() == "warn" ? "off" : "on"),
                                   "-Dorg.slf4j.simpleLogger.showDateTime=true",
                                   "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                                   "-Dorg.slf4j.simpleLogger.showThreadName=false",
                                   "-Dorg.slf4j.simpleLogger.showShortLogName=true",
                                   "-Dorg.slf4j.simpleLogger.levelInBrackets=true"};
  if (release >= 24) {
    ours.push_back("--enable-native-access=ALL-UNNAMED");
    ours.push_back("--sun-misc-unsafe-memory-access=allow");
  }
  for (const std::string& option : ours) {
    if (std::find(subjects.begin(), subjects.end(), subjectOf(option)) == subjects.end()) {
      options.texts.push_back(option);
    }
  }
  options.texts.insert(options.texts.end(), users.begin(), users.end());
  return options;
}

}  // namespace nnrdoq
