package org.nnrdoq.host;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines that go into one file of a host, and how to find their place.
 *
 * @param anchors each matches one line, the second somewhere after the first; the first matches
 *     exactly one line of the file
 * @param after whether the lines go after the last anchor's line, or before it
 * @param lines without line ends and markers
 */
public record Insertion(List<Pattern> anchors, boolean after, List<String> lines) {
  /**
   * Before the line of the last anchor.
   *
   * @param text one or more lines, with {@code \n} between them
   * @param anchors regular expressions
   */
  public static Insertion before(String text, String... anchors) {
    return new Insertion(patterns(anchors), false, List.of(text.split("\n")));
  }

  /** After the line of the last anchor; as {@link #before}. */
  public static Insertion after(String text, String... anchors) {
    return new Insertion(patterns(anchors), true, List.of(text.split("\n")));
  }

  private static List<Pattern> patterns(String... anchors) {
    return List.of(anchors).stream().map(Pattern::compile).toList();
  }
}
