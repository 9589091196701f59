package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** The library that travels in the jar: where it goes, and that it goes again. */
@Tag("native")
class PackedLibraryTest {
  @TempDir Path place;

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  private static byte[] inJar() throws IOException {
    try (InputStream in =
        PackedLibrary.class.getResourceAsStream(PackedLibrary.platform() + "/libnnrdoq.so")) {
      return in.readAllBytes();
    }
  }

  @Test
  void load_handsOverACopyForThisUserOnly_andRemovesIt() throws Exception {
    byte[] expected = inJar();
    PackedLibrary.Loader loader =
        file -> {
          try {
            assertArrayEquals(expected, Files.readAllBytes(file));
            assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
            return null;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertNull(PackedLibrary.load(place, loader));
    assertEquals(List.of(), left());
  }

  @Test
  void load_saysWhereAndWhatToDo_whenItCannotBeLoaded() throws Exception {
    String text = PackedLibrary.load(place, file -> "no programs there");
    assertTrue(text.startsWith("no programs there; it was unpacked into " + place), text);
    assertTrue(text.contains("-Djava.io.tmpdir=DIR"), text);
    assertEquals(List.of(), left());
  }

  @Test
  void load_saysWhereAndWhatToDo_whenTheFolderIsMissing() {
    Path missing = place.resolve("none");
    String text = PackedLibrary.load(missing, file -> null);
    assertTrue(text.startsWith("libnnrdoq.so cannot be unpacked: "), text);
    assertTrue(text.contains(missing.toString()) && text.contains("NNRDOQ_LIBRARY"), text);
    assertEquals(1, text.lines().count());
  }

  @Test
  void load_removesWhatAKilledProcessLeft_andNothingElse() throws Exception {
    Path old = Files.createDirectory(place.resolve("nnrdoq-library-1"));
    Files.writeString(old.resolve("libnnrdoq.so"), "left");
    Path young = Files.createDirectory(place.resolve("nnrdoq-library-2"));
    Path other = Files.createDirectory(place.resolve("other"));
    Files.writeString(other.resolve("libnnrdoq.so"), "somebody's");
    Path link = Files.createSymbolicLink(place.resolve("nnrdoq-library-3"), other);
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(old, before);
    Files.setLastModifiedTime(other, before);
    assertNull(PackedLibrary.load(place, file -> null));
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("somebody's", Files.readString(other.resolve("libnnrdoq.so")));
  }

  /** Opens a network in the kernel, as a program does that has these classes alone. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (Quantizer fcn =
          Quantizers.create(QuantizerSpec.parse("fcn=fcn-nano"), NetworkBackend.KERNEL)) {
        System.out.print(fcn.describe());
      }
    }
  }

  @Test
  void kernel_runs_whenNoLibraryLiesBesideTheClasses() throws Exception {
    Path classes =
        Path.of(PackedLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path alone = Files.createDirectory(place.resolve("alone"));
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.skip(1).toList()) {
        Files.copy(file, alone.resolve(classes.relativize(file).toString()));
      }
    }
    Path temporary = Files.createDirectory(place.resolve("tmp"));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    classPath =
        alone + File.pathSeparator + classPath.replace(classes.toString(), alone.toString());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            classPath,
            Program.class.getName());
    builder.environment().remove("NNRDOQ_LIBRARY");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("kernel"), said);
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
