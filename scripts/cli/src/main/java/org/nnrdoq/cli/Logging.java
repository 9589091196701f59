package org.nnrdoq.cli;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What reaches stderr of the library's log. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  /**
   * ONNX Runtime logs stack traces of what its exception says too; kept, or it would be forgotten.
   */
  private static final Logger ONNX_RUNTIME = Logger.getLogger("ai.onnxruntime");

  private Logging() {}

  /** Sets the level by {@code -v} and {@code -vv}: warnings alone without them. */
  static void start(String... args) {
    ONNX_RUNTIME.setLevel(Level.OFF);
    int more = 0;
    for (String arg : args) {
      if (arg.equals("--")) {
        break;
      }
      more += arg.equals("--verbose") ? 1 : arg.matches("-v+") ? arg.length() - 1 : 0;
    }
    set("defaultLogLevel", List.of("warn", "info", "debug").get(Math.min(more, 2)));
    set("showDateTime", "true");
    set("dateTimeFormat", "HH:mm:ss.SSS");
    set("showThreadName", "false");
    set("showShortLogName", "true");
    set("levelInBrackets", "true");
  }

  /** An option of Java's own wins. */
  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
