package org.nnrdoq.bridge;

import java.io.IOException;
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
      problem = find();
    }
    return problem;
  }

  /** The one that is named or lies beside the classes comes before the one in their jar. */
  private static String find() {
    Path library = BridgeLibrary.find();
    try {
      if (library == null && PackedLibrary.exists()) {
        return PackedLibrary.load(
            Path.of(System.getProperty("java.io.tmpdir")), KernelLibrary::load);
      }
    } catch (IOException e) {
      return "the jar of " + KernelLibrary.class + " cannot be read: " + e;
    }
    return load(library);
  }

  /** Loads a library; {@code null}, or what is wrong. */
  static String load(Path library) {
    if (library == null || !Files.isRegularFile(library)) {
      return (library == null
              ? "no libnnrdoq.so lies beside the classes, none for "
                  + PackedLibrary.platform()
                  + " is in their jar"
              : library + ": not found")
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
