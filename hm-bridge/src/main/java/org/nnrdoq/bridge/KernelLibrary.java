package org.nnrdoq.bridge;

import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the library with the compiled kernel, once, unless a host brought it along. */
final class KernelLibrary {
  private static boolean tried;
  private static String problem;

  private KernelLibrary() {}

  /** Called when the host's library was loaded. */
  static synchronized void loaded() {
    tried = true;
    problem = null;
  }

  /** Why the kernel cannot be called and what to do, or {@code null} if it can. */
  static synchronized String problem() {
    if (!tried) {
      tried = true;
      problem = load(BridgeLibrary.find());
    }
    return problem;
  }

  /** Loads a library; {@code null}, or what is wrong. */
  static String load(Path library) {
    if (library == null || !Files.isRegularFile(library)) {
      return (library == null ? "no libnnrdoq.so lies beside the classes" : library + ": not found")
          + ": build it with 'mvn -pl hm-bridge -am package', or name one in NNRDOQ_LIBRARY";
    }
    try {
      System.load(library.toString());
      HostCallbacks.free(0); // as good as any other function to see whether they are there
      return null;
    } catch (UnsatisfiedLinkError e) {
      return library
          + ": the library does not fit this machine or these classes ("
          + e.getMessage()
          + "): build it here with 'mvn -pl hm-bridge -am package'";
    }
  }
}
