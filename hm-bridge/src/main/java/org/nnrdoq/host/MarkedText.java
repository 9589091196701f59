package org.nnrdoq.host;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A source file as lines that keep their ends, so that taking out what was put in restores every
 * byte.
 */
public final class MarkedText {
  public static final String BEGIN = "// nnrdoq begin: inserted by nnrdoq hm patch";
  public static final String END = "// nnrdoq end";

  private final String file;
  private final List<String> lines;

  private MarkedText(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  public static MarkedText of(String file, String content) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < content.length()) {
      int end = content.indexOf('\n', start);
      end = end < 0 ? content.length() : end + 1;
      lines.add(content.substring(start, end));
      start = end;
    }
    return new MarkedText(file, lines);
  }

  public boolean isMarked() {
    return lines.stream().anyMatch(l -> l.strip().equals(BEGIN) || l.strip().equals(END));
  }

  /** Without the marked lines. */
  public MarkedText stripped() throws PatchException {
    List<String> kept = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      boolean begins = line.strip().equals(BEGIN);
      boolean ends = line.strip().equals(END);
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
    return new MarkedText(file, kept);
  }

  private PatchException unpaired() {
    return new PatchException(
        file
            + ": its nnrdoq markers do not pair up; repair them, or restore the file from HM's"
            + " release");
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
      marked.add(BEGIN + eol);
      insertions.get(place[1]).lines().forEach(l -> marked.add(l + eol));
      marked.add(END + eol);
      result.addAll(place[0], marked);
    }
    return new MarkedText(file, result);
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
                + "; the file is not that of an HM release that nnrdoq knows: expected HM 16.20"
                + " (16.15 to 18.0 may do)");
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

  public String content() {
    return String.join("", lines);
  }
}
