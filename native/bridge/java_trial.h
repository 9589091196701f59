// A start of Java in a process of its own, to see whether it starts: inside the host a virtual machine that does not
// like its options, or finds no memory, ends the process.
#ifndef NNRDOQ_BRIDGE_JAVA_TRIAL_H
#define NNRDOQ_BRIDGE_JAVA_TRIAL_H

#include <stddef.h>

#include <string>
#include <vector>

namespace nnrdoq {

// glibc takes 64 MB of address space for an arena, up to eight for each core, until threads find none for their
// stack. Where it is limited this many must do.
const int ARENAS_OF_LITTLE_SPACE = 2;

// Runs home/bin/java -version with these options in so much address space; "" if it starts, or cannot be tried,
// else what it says, in one line. The host gets no signal of it and has no child afterwards.
std::string tryJava(const std::string& home, const std::vector<std::string>& options, size_t addressSpace);

// What a virtual machine that does not start says, in one line, without what it says of itself.
std::string reasonIn(const std::string& said);

// Throws Failure if the process has not the threads and files left that Java needs.
void requireThreadsAndFiles();

}  // namespace nnrdoq

#endif
