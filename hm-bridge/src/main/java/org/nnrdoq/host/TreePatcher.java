package org.nnrdoq.host;

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
import java.util.stream.Stream;

/**
 * Patches a host's source tree, checks it, and restores it.
 *
 * <p>A tree is recognised by anchors: short patterns that must match in every file concerned.
 * Inserted lines stand between markers, so that the tree can be restored byte by byte. Nothing is
 * written unless all files are recognised. Patching a tree that is patched already brings it up to
 * date.
 */
public final class TreePatcher {
  private static final String CONFIG = "nnrdoq_config.h";

  private final Hook hook;
  private final Path tree;
  private final Path library;

  /**
   * Prepares to work on a tree.
   *
   * @param hook what goes into it
   * @param tree the host's top folder
   * @param library {@code libnnrdoq.so} that the encoder is to load if no option names another;
   *     {@code null} for none
   */
  public TreePatcher(Hook hook, Path tree, Path library) {
    this.hook = hook;
    this.tree = tree;
    this.library = library;
  }

  /** How a tree or a file stands. */
  public enum State {
    /** As released: no line of ours. */
    UNPATCHED,
    /** Holds exactly what this version inserts. */
    PATCHED,
    /** Holds lines of another version, or not all of them. */
    OUTDATED,
    /** No tree that this version can patch; it may hold lines of ours all the same. */
    UNKNOWN
  }

  /**
   * What {@link #check} found.
   *
   * @param release the host's version number; {@code null} if the tree is unknown
   * @param state of the tree: that of its files, {@code OUTDATED} if they differ
   * @param files state of each file, by its path in the tree
   * @param problem why the tree is unknown, in one line; otherwise {@code null}
   */
  public record Report(String release, State state, Map<String, State> files, String problem) {}

  /** Says how the tree stands; changes nothing. */
  public Report check() throws IOException {
    try {
      return recognise();
    } catch (PatchException e) {
      return new Report(null, State.UNKNOWN, Map.of(), e.getMessage());
    }
  }

  private Report recognise() throws IOException, PatchException {
    String release = release();
    Map<String, State> states = new LinkedHashMap<>();
    for (Map.Entry<String, String> e : patched().entrySet()) {
      Path file = tree.resolve(e.getKey());
      State state = State.UNPATCHED;
      if (Files.exists(file)) {
        String now = read(e.getKey());
        boolean ours = isHeader(e.getKey()) || MarkedText.of(hook, e.getKey(), now).isMarked();
        state = now.equals(e.getValue()) ? State.PATCHED : ours ? State.OUTDATED : State.UNPATCHED;
      }
      states.put(e.getKey(), state);
    }
    for (String header : hook.formerHeaders()) {
      if (Files.exists(tree.resolve(hook.headerFolder() + header))) {
        states.put(hook.headerFolder() + header, State.OUTDATED);
      }
    }
    State first = states.values().iterator().next();
    boolean same = states.values().stream().allMatch(s -> s == first);
    return new Report(release, same ? first : State.OUTDATED, states, null);
  }

  /**
   * Inserts the hook.
   *
   * @return how the tree stood before
   * @throws PatchException if the tree is not recognised; nothing is changed then
   */
  public Report patch() throws IOException, PatchException {
    Report before = recognise();
    if (before.state() != State.PATCHED) {
      // all of them: some makefiles do not see that a header is newer than what was built with it
      write(patched());
      deleteFormerHeaders();
    }
    return before;
  }

  private void deleteFormerHeaders() throws IOException {
    for (String header : hook.formerHeaders()) {
      Files.deleteIfExists(tree.resolve(hook.headerFolder() + header));
    }
  }

  /**
   * Takes the hook out: every file is as it was, byte by byte, and our headers are gone. Anchors
   * are not needed for that, so that a tree that was changed since it was patched is restored too.
   *
   * @return how the tree stood before
   * @throws PatchException if markers do not pair up, or the tree is unknown and holds nothing of
   *     ours; nothing is changed then
   */
  public Report revert() throws IOException, PatchException {
    Report before = check();
    Map<String, String> originals = new LinkedHashMap<>();
    for (String file : hook.insertions().keySet()) {
      if (Files.exists(tree.resolve(file))) {
        MarkedText text = MarkedText.of(hook, file, read(file));
        if (text.isMarked()) {
          originals.put(file, text.stripped().content());
        }
      }
    }
    if (before.state() == State.UNKNOWN && originals.isEmpty()) {
      throw new PatchException(before.problem());
    }
    write(originals);
    for (String header : headers().keySet()) {
      Files.deleteIfExists(tree.resolve(header));
    }
    deleteFormerHeaders();
    return before;
  }

  /** The host's version number. */
  private String release() throws IOException, PatchException {
    Hook.Releases releases = hook.releases();
    Matcher matcher = releases.anchor().matcher(read(releases.file()));
    if (!matcher.find()) {
      throw new PatchException(
          releases.file()
              + ": anchor /"
              + releases.anchor()
              + "/ is not found; this is no tree of "
              + hook.host()
              + " that nnrdoq knows");
    }
    String release = matcher.group(1);
    if (!releases.known().matcher(release).matches()) {
      throw new PatchException(
          releases.file()
              + ": "
              + hook.host()
              + " "
              + release
              + ": expected "
              + releases.expected());
    }
    return release;
  }

  /** What every file concerned holds in a patched tree. */
  private Map<String, String> patched() throws IOException, PatchException {
    Map<String, String> contents = new LinkedHashMap<>();
    for (Map.Entry<String, List<Insertion>> e : hook.insertions().entrySet()) {
      MarkedText pristine = MarkedText.of(hook, e.getKey(), read(e.getKey())).stripped();
      contents.put(e.getKey(), pristine.with(e.getValue()).content());
    }
    contents.putAll(headers());
    return contents;
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> contents = new LinkedHashMap<>();
    for (String name :
        Stream.concat(Hook.COMMON_HEADERS.stream(), hook.headers().stream()).toList()) {
      try (InputStream in = TreePatcher.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException("the resource " + name + " is missing from nnrdoq: build it again");
        }
        contents.put(
            hook.headerFolder() + name.substring(name.lastIndexOf('/') + 1),
            new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }
    String define =
        library == null
            ? ""
            : "#define NNRDOQ_DEFAULT_LIBRARY \"" + escape(library.toAbsolutePath()) + "\"\n";
    contents.put(
        hook.headerFolder() + CONFIG,
        "// Written by nnrdoq "
            + hook.command()
            + " patch: the library to load if no option names another.\n"
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

  /** Bytes as characters, whatever the encoding of the host's comments. */
  private String read(String file) throws IOException, PatchException {
    try {
      return Files.readString(tree.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new PatchException(
          tree.resolve(file)
              + ": no such file; give the top folder of a tree of "
              + hook.host()
              + ", "
              + hook.topFolder());
    }
  }

  /** Writes all files, or none if there is no room for one of them or it cannot be written. */
  private void write(Map<String, String> contents) throws IOException {
    Map<Path, Path> temporaries = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, String> e : contents.entrySet()) {
        Path target = tree.resolve(e.getKey());
        Path temporary = target.resolveSibling(target.getFileName() + ".nnrdoq.part");
        temporaries.put(temporary, target);
        Files.writeString(temporary, e.getValue(), StandardCharsets.ISO_8859_1);
        if (Files.exists(target)) {
          Set<PosixFilePermission> mode = Files.getPosixFilePermissions(target);
          Files.setPosixFilePermissions(temporary, mode);
        }
      }
      for (Map.Entry<Path, Path> e : temporaries.entrySet()) {
        Files.move(
            e.getKey(),
            e.getValue(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      for (Path temporary : temporaries.keySet()) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
