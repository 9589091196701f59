package org.nnrdoq.host;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines that go into one file of HM, and how to find their place.
 *
 * @param anchors each matches one line, the second somewhere after the first; the first matches
 *     exactly one line of the file
 * @param after whether the lines go after the last anchor's line, or before it
 * @param lines without line ends and markers
 */
public record Insertion(List<Pattern> anchors, boolean after, List<String> lines) {
  public static Insertion before(String line, String... anchors) {
    return new Insertion(patterns(anchors), false, List.of(line));
  }

  public static Insertion after(String line, String... anchors) {
    return new Insertion(patterns(anchors), true, List.of(line));
  }

  private static List<Pattern> patterns(String... anchors) {
    return List.of(anchors).stream().map(Pattern::compile).toList();
  }
}
