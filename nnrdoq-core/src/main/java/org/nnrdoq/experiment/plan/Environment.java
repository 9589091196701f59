package org.nnrdoq.experiment.plan;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment variables that experiment files may use.
 *
 * @param values by name; {@code null} where there is none
 */
public record Environment(UnaryOperator<String> values) {
  /** Folders of the user's own footage, separated as in PATH. */
  public static final String SEQUENCES = "NNRDOQ_SEQUENCES";

  private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

  /** That of this process. */
  public static Environment ofProcess() {
    return new Environment(System::getenv);
  }

  /**
   * Puts values for {@code ${NAME}}.
   *
   * @throws IOException naming a variable that is not set
   */
  public String expand(String text) throws IOException {
    Matcher m = NAME.matcher(text);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      m.appendReplacement(out, Matcher.quoteReplacement(required(m.group(1))));
    }
    return m.appendTail(out).toString();
  }

  /** Folders of the user's own footage. */
  List<Path> sequenceFolders() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String folder : required(SEQUENCES).split(Pattern.quote(File.pathSeparator))) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }

  private String required(String name) throws IOException {
    String value = values.apply(name);
    if (value == null || value.isBlank()) {
      throw new IOException(
          "environment variable "
              + name
              + " is not set"
              + (name.equals(SEQUENCES) ? "; it says in which folders your sequences are" : ""));
    }
    return value;
  }
}
