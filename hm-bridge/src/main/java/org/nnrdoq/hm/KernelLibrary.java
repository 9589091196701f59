package org.nnrdoq.hm;

import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the library with the compiled kernel, once, unless a host brought it along. */
final class KernelLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(KernelLibrary.class);
  private static boolean tried;
  private static boolean there;

  private KernelLibrary() {}

  /** Called when the host's library was loaded. */
  static synchronized void loaded() {
    tried = true;
    there = true;
  }

  /** Whether the kernel can be called. */
  static synchronized boolean isThere() {
    if (tried) {
      return there;
    }
    tried = true;
    Path library = BridgeLibrary.find();
    if (library == null || !Files.isRegularFile(library)) {
      LOG.debug("no libnnrdoq.so beside the classes: no compiled kernel");
      return false;
    }
    try {
      System.load(library.toString());
      there = true;
    } catch (UnsatisfiedLinkError e) {
      LOG.warn("{}: no compiled kernel: {}", library, e.getMessage());
    }
    return there;
  }
}
