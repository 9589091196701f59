package org.nnrdoq.host.hm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nnrdoq.host.Insertion;
import org.nnrdoq.host.MarkedText;
import org.nnrdoq.host.PatchException;

/**
 * Patches an HM source tree, checks it, and restores it.
 *
 * <p>A tree is recognised by anchors: short patterns that must match in every file concerned.
 * Inserted lines stand between markers, so that the tree can be restored byte by byte. Nothing is
 * written unless all files are recognised. Patching a tree that is patched already brings it up to
 * date.
 */
public final class HmPatcher {
  /** Resources that go beside HM's own headers: those of any host, and HM's. */
  private static final List<String> HEADERS =
      List.of(
          "/org/nnrdoq/host/nnrdoq.h",
          "/org/nnrdoq/host/nnrdoq_host.h",
          "/org/nnrdoq/host/nnrdoq_host_library.h",
          "/org/nnrdoq/host/nnrdoq_host_options.h",
          "/org/nnrdoq/host/nnrdoq_host_report.h",
          "/org/nnrdoq/host/nnrdoq_host_tally.h",
          "/org/nnrdoq/host/nnrdoq_host_zero.h",
          "/org/nnrdoq/host/hm/nnrdoq_hm.h",
          "/org/nnrdoq/host/hm/nnrdoq_hm_costs.h",
          "/org/nnrdoq/host/hm/nnrdoq_hm_encoder.h");

  /** Headers that older versions put there and this one takes away. */
  private static final List<String> FORMER_HEADERS = List.of("nnrdoq_hook.h");

  private static final String CONFIG = "nnrdoq_config.h";

  private final Path tree;
  private final Path library;

  /**
   * Prepares to work on a tree.
   *
   * @param tree HM's top folder, the one that holds {@code source}
   * @param library {@code libnnrdoq.so} that the encoder is to load if no option names another;
   *     {@code null} for none
   */
  public HmPatcher(Path tree, Path library) {
    this.tree = tree;
    this.library = library;
  }

  /** How a tree or a file stands. */
  public enum State {
    /** As released: no line of ours. */
    PRISTINE,
    /** Holds exactly what this version inserts. */
    PATCHED,
    /** Holds lines of another version, or not all of them. */
    OUTDATED
  }

  /**
   * What {@link #check} found.
   *
   * @param release HM's version number
   * @param state of the tree: that of its files, {@code OUTDATED} if they differ
   * @param files state of each file, by its path in the tree
   */
  public record Report(String release, State state, Map<String, State> files) {}

  /**
   * Recognises the tree and says how it stands; changes nothing.
   *
   * @throws PatchException if it is not recognised
   */
  public Report check() throws IOException, PatchException {
    String release = release();
    Map<String, State> states = new LinkedHashMap<>();
    for (Map.Entry<String, String> e : patched().entrySet()) {
      Path file = tree.resolve(e.getKey());
      State state = State.PRISTINE;
      if (Files.exists(file)) {
        String now = read(e.getKey());
        boolean ours = isHeader(e.getKey()) || MarkedText.of(e.getKey(), now).isMarked();
        state = now.equals(e.getValue()) ? State.PATCHED : ours ? State.OUTDATED : State.PRISTINE;
      }
      states.put(e.getKey(), state);
    }
    for (String header : FORMER_HEADERS) {
      if (Files.exists(tree.resolve(HmAnchors.HEADER_FOLDER + header))) {
        states.put(HmAnchors.HEADER_FOLDER + header, State.OUTDATED);
      }
    }
    State first = states.values().iterator().next();
    boolean same = states.values().stream().allMatch(s -> s == first);
    return new Report(release, same ? first : State.OUTDATED, states);
  }

  /**
   * Inserts the hook.
   *
   * @return how the tree stood before
   * @throws PatchException if the tree is not recognised; nothing is changed then
   */
  public Report patch() throws IOException, PatchException {
    Report before = check();
    if (before.state() != State.PATCHED) {
      // all of them: HM's makefiles do not see that a header is newer than what was built with it
      for (Map.Entry<String, String> e : patched().entrySet()) {
        write(e.getKey(), e.getValue());
      }
      deleteFormerHeaders();
    }
    return before;
  }

  private void deleteFormerHeaders() throws IOException {
    for (String header : FORMER_HEADERS) {
      Files.deleteIfExists(tree.resolve(HmAnchors.HEADER_FOLDER + header));
    }
  }

  /**
   * Takes the hook out: every file is as it was, byte by byte, and our headers are gone.
   *
   * @return how the tree stood before
   */
  public Report revert() throws IOException, PatchException {
    Report before = check();
    Map<String, String> originals = new LinkedHashMap<>();
    for (String file : HmAnchors.insertions().keySet()) {
      MarkedText text = MarkedText.of(file, read(file));
      if (text.isMarked()) {
        originals.put(file, text.stripped().content());
      }
    }
    for (Map.Entry<String, String> e : originals.entrySet()) {
      write(e.getKey(), e.getValue());
    }
    for (String header : headers().keySet()) {
      Files.deleteIfExists(tree.resolve(header));
    }
    deleteFormerHeaders();
    return before;
  }

  /** HM's version number. */
  private String release() throws IOException, PatchException {
    Matcher matcher =
        Pattern.compile(HmAnchors.VERSION_ANCHOR).matcher(read(HmAnchors.VERSION_FILE));
    if (!matcher.find()) {
      throw new PatchException(
          HmAnchors.VERSION_FILE
              + ": anchor /"
              + HmAnchors.VERSION_ANCHOR
              + "/ is not found; this is no tree of HM that nnrdoq knows");
    }
    if (!HmAnchors.RELEASES.contains(matcher.group(1))) {
      throw new PatchException(
          HmAnchors.VERSION_FILE
              + ": HM "
              + matcher.group(1)
              + ": expected 16.20, or another release from 16.15 to 18.0");
    }
    return matcher.group(1);
  }

  /** What every file concerned holds in a patched tree. */
  private Map<String, String> patched() throws IOException, PatchException {
    Map<String, String> contents = new LinkedHashMap<>();
    for (Map.Entry<String, List<Insertion>> e : HmAnchors.insertions().entrySet()) {
      MarkedText pristine = MarkedText.of(e.getKey(), read(e.getKey())).stripped();
      contents.put(e.getKey(), pristine.with(e.getValue()).content());
    }
    contents.putAll(headers());
    return contents;
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    for (String name : HEADERS) {
      try (InputStream in = HmPatcher.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("the resource " + name + " is missing from nnrdoq: build it again");
        }
        contents.put(
            HmAnchors.HEADER_FOLDER + name.substring(name.lastIndexOf('/') + 1),
            new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    String define =
        library == null
            ? ""
            : "#define NNRDOQ_DEFAULT_LIBRARY \"" + escape(library.toAbsolutePath()) + "\"\n";
    contents.put(
        HmAnchors.HEADER_FOLDER + CONFIG,
        "// Written by nnrdoq hm patch: the library to load if no option names another.\n"
            + define);
    return contents;
  }

  private static String escape(Path path) {
    String utf8 =
        new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return utf8.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static boolean isHeader(String file) {
    return Path.of(file).getFileName().toString().startsWith("nnrdoq");
  }

  /** Bytes as characters, whatever the encoding of HM's comments. */
  private String read(String file) throws IOException, PatchException {
    try {
      return Files.readString(tree.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new PatchException(
          tree.resolve(file)
              + ": no such file; give the top folder of an HM tree, the one with 'source' in it");
    }
  }

  private void write(String file, String content) throws IOException {
    Path target = tree.resolve(file);
    Path temporary = target.resolveSibling(target.getFileName() + ".nnrdoq.part");
    try {
      Files.writeString(temporary, content, StandardCharsets.ISO_8859_1);
      if (Files.exists(target)) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(target);
        Files.setPosixFilePermissions(temporary, mode);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
