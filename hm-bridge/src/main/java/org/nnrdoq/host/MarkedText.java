package org.nnrdoq.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A source file as lines that keep their ends, so that taking out what was put in restores every
 * byte.
 */
public final class MarkedText {
  /** How the first line of what is inserted begins; the rest says by what. */
  public static final String BEGIN = "// nnrdoq begin";

  /** Last line of what is inserted. */
  public static final String END = "// nnrdoq end";

  private final Hook hook;
  private final String file;
  private final List<String> lines;

  private MarkedText(Hook hook, String file, List<String> lines) {
    this.hook = hook;
    this.file = file;
    this.lines = lines;
  }

  /**
   * Splits a file into lines.
   *
   * @param hook whose insertions it is about
   * @param file its path in the tree, for messages
   */
  public static MarkedText of(Hook hook, String file, String content) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < content.length()) {
      int end = content.indexOf('\n', start);
      end = end < 0 ? content.length() : end + 1;
      lines.add(content.substring(start, end));
      start = end;
    }
    return new MarkedText(hook, file, lines);
  }

  private static boolean begins(String line) {
    return line.strip().startsWith(BEGIN);
  }

  private static boolean ends(String line) {
    return line.strip().equals(END);
  }

  /** Whether there is a line of ours, of this version or another. */
  public boolean isMarked() {
    return lines.stream().anyMatch(l -> begins(l) || ends(l));
  }

  /** Without the marked lines. */
  public MarkedText stripped() throws PatchException {
    List<String> kept = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      boolean begins = begins(line);
      boolean ends = ends(line);
      if (begins && inside || ends && !inside) {
        throw unpaired();
      }
      inside |= begins;
      if (!inside) {
        kept.add(line);
      }
      inside &= !ends;
    }
    if (inside) {
      throw unpaired();
    }
    return new MarkedText(hook, file, kept);
  }

  private PatchException unpaired() {
    return new PatchException(
        file
            + ": its nnrdoq markers do not pair up; repair them, or restore the file from "
            + hook.host()
            + "'s release");
  }

  /** With the insertions, each between markers. */
  public MarkedText with(List<Insertion> insertions) throws PatchException {
    List<String> result = new ArrayList<>(lines);
    // From the end, so that earlier places stay where they are.
    List<int[]> places = new ArrayList<>();
    for (int i = 0; i < insertions.size(); i++) {
      places.add(new int[] {place(insertions.get(i)), i});
    }
    places.sort((a, b) -> Integer.compare(b[0], a[0]));
    for (int[] place : places) {
      String neighbour = lines.get(Math.min(place[0], lines.size() - 1));
      String eol = neighbour.endsWith("\r\n") ? "\r\n" : "\n";
      List<String> marked = new ArrayList<>();
      marked.add(hook.begin() + eol);
      insertions.get(place[1]).lines().forEach(l -> marked.add(l + eol));
      marked.add(END + eol);
      result.addAll(place[0], marked);
    }
    return new MarkedText(hook, file, result);
  }

  /** Index of the line before which the insertion goes. */
  private int place(Insertion insertion) throws PatchException {
    int at = -1;
    for (int i = 0; i < insertion.anchors().size(); i++) {
      Pattern anchor = insertion.anchors().get(i);
      List<Integer> found = find(anchor, at + 1);
      if (found.isEmpty() || i == 0 && found.size() > 1) {
        throw new PatchException(
            file
                + ": anchor /"
                + anchor
                + "/ "
                + (found.isEmpty() ? "is not found" : "matches " + found.size() + " lines")
                + "; the file is not that of a release that nnrdoq knows: expected "
                + hook.host()
                + " "
                + hook.releases().expected());
      }
      at = found.get(0);
    }
    return insertion.after() ? at + 1 : at;
  }

  private List<Integer> find(Pattern anchor, int from) {
    List<Integer> found = new ArrayList<>();
    for (int i = from; i < lines.size(); i++) {
      if (anchor.matcher(lines.get(i)).find()) {
        found.add(i);
      }
    }
    return found;
  }

  /** All lines in one text. */
  public String content() {
    return String.join("", lines);
  }
}
