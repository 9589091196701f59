package org.nnrdoq.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line. */
final class UsageMessages {
  private UsageMessages() {}

  /**
   * A misspelt option is often the reason that another one seems to be missing, so it is named
   * first, with the nearest that there is.
   */
  static String describe(ParameterException e) {
    List<String> unmatched = List.of();
    if (e instanceof UnmatchedArgumentException u) {
      unmatched = u.getUnmatched();
    } else if (e instanceof MissingParameterException) {
      unmatched = e.getCommandLine().getUnmatchedArguments();
    }
    String unknown =
        unmatched.stream().filter(w -> w.length() > 1 && w.startsWith("-")).findFirst().orElse("");
    if (!unknown.isEmpty()) {
      String name = unknown.contains("=") ? unknown.substring(0, unknown.indexOf('=')) : unknown;
      List<String> near =
          new UnmatchedArgumentException(e.getCommandLine(), List.of(name))
              .getSuggestions().stream().filter(s -> s.startsWith("-")).limit(2).toList();
      return "unknown option '"
          + name
          + "'"
          + (near.isEmpty() ? "" : ", did you mean '" + String.join("' or '", near) + "'?");
    }
    String text = e.getMessage().lines().collect(Collectors.joining(" "));
    if (e instanceof UnmatchedArgumentException u && !u.getSuggestions().isEmpty()) {
      text += ", did you mean '" + u.getSuggestions().get(0) + "'?";
    }
    return text;
  }
}
