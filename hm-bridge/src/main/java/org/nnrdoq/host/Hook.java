package org.nnrdoq.host;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What puts nnrdoq into the source tree of one host: which trees, which headers, which lines.
 *
 * @param host name for messages, for example {@code HM}
 * @param command of {@code nnrdoq} that patches it, for example {@code hm}
 * @param topFolder how to tell its top folder, for messages: {@code the one with 'source' in it}
 * @param releases how to tell a tree's release, and which are known
 * @param headerFolder where our headers go, by its path in the tree with a slash at the end
 * @param headers resources of this module that go there beside {@link #COMMON_HEADERS}
 * @param formerHeaders names of headers that older versions put there and this one takes away
 * @param insertions lines by file, in the order of the file; the path is that in the tree
 */
public record Hook(
    String host,
    String command,
    String topFolder,
    Releases releases,
    String headerFolder,
    List<String> headers,
    List<String> formerHeaders,
    Map<String, List<Insertion>> insertions) {

  /** Resources of this module that go into every host's tree. */
  public static final List<String> COMMON_HEADERS =
      List.of(
          "/org/nnrdoq/host/nnrdoq.h",
          "/org/nnrdoq/host/nnrdoq_host.h",
          "/org/nnrdoq/host/nnrdoq_host_library.h",
          "/org/nnrdoq/host/nnrdoq_host_options.h",
          "/org/nnrdoq/host/nnrdoq_host_report.h",
          "/org/nnrdoq/host/nnrdoq_host_tally.h",
          "/org/nnrdoq/host/nnrdoq_host_zero.h");

  /**
   * Releases of a host.
   *
   * @param file that says which one a tree is, by its path in the tree
   * @param anchor matches there; group 1 is the release's number
   * @param known matches the numbers whose anchors are the same
   * @param expected the same in words, for messages
   */
  public record Releases(String file, Pattern anchor, Pattern known, String expected) {}

  public Hook {
    headers = List.copyOf(headers);
    formerHeaders = List.copyOf(formerHeaders);
  }

  /** First line of what is inserted, without its line end. */
  public String begin() {
    return MarkedText.BEGIN + ": inserted by nnrdoq " + command + " patch";
  }
}
