package org.nnrdoq.cli;

import java.util.List;

/** What reaches stderr of the library's log. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** Sets the level by {@code -v} and {@code -vv}: warnings alone without them. */
  static void start(String... args) {
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
