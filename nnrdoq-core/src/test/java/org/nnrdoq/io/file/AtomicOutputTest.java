package org.nnrdoq.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingWriter;

class AtomicOutputTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path dir;

  /** Every write to /dev/full fails with "No space left on device". */
  @Test
  void messageNamesTheFile_whenTheDiskIsFull() {
    assumeTrue(Files.exists(FULL) && !Files.isRegularFile(FULL), "no /dev/full");
    String text =
        assertThrows(IOException.class, () -> AtomicOutput.write(FULL, "text")).getMessage();
    assertEquals("/dev/full: cannot be written: No space left on device", text);
  }

  @Test
  void recordingNamesItsFile_whenTheDiskIsFull() {
    assumeTrue(Files.exists(FULL) && !Files.isRegularFile(FULL), "no /dev/full");
    RecordingHeader header = RecordingHeader.of("p", "s", "t", "none");
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              try (RecordingWriter writer = new RecordingWriter(FULL, header)) {
                writer.write(new RecordedBlock());
                writer.commit();
              }
            });
    assertEquals("/dev/full: cannot be written: No space left on device", e.getMessage());
    assertFalse(e instanceof RecordingException, "the recording is an output, no damaged input");
  }

  @Test
  void nothingIsRemembered_whenFilesAreDone() throws Exception {
    int before = TemporaryFiles.open();
    for (int i = 0; i < 100; i++) {
      AtomicOutput.write(dir.resolve("f" + i), "text");
      AtomicOutput.open(dir.resolve("g" + i)).close();
    }
    assertEquals(before, TemporaryFiles.open());
    assertEquals(0, rememberedByJava(dir), "DeleteOnExitHook");
    try (Stream<Path> all = Files.list(dir)) {
      assertEquals(100, all.count());
    }
  }

  /** How many files of a folder Java itself would delete at its end; -1 if it does not tell. */
  private static long rememberedByJava(Path folder) {
    try {
      Field files = Class.forName("java.io.DeleteOnExitHook").getDeclaredField("files");
      files.setAccessible(true);
      return ((Set<?>) files.get(null))
          .stream().filter(f -> f.toString().startsWith(folder.toString())).count();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return 0; // closed to us: then only our own count tells
    }
  }

  /** Another process writes a file and is killed. */
  @Test
  void leftoverIsRemoved_whenItsWriterWasKilled() throws Exception {
    Process writer = writer("victim.txt");
    Path part = waitForPart();
    age(part);
    TemporaryFiles.removeLeftovers(dir);
    assertTrue(Files.exists(part), "its writer is alive");
    writer.destroyForcibly();
    assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
    assertTrue(Files.exists(part), "killed: nobody could remove it");
    TemporaryFiles.removeLeftovers(dir);
    assertFalse(Files.exists(part));
  }

  @Test
  void fileIsRemoved_whenItsWriterIsAskedToEnd() throws Exception {
    Process writer = writer("victim.txt");
    Path part = waitForPart();
    writer.destroy(); // SIGTERM
    assertTrue(writer.waitFor(30, TimeUnit.SECONDS));
    assertFalse(Files.exists(part));
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private Process writer(String name) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Victim.class.getName(),
                dir.resolve(name).toString()))
        .inheritIO()
        .start();
  }

  private Path waitForPart() throws Exception {
    for (int i = 0; i < 600; i++) {
      try (Stream<Path> all = Files.list(dir)) {
        List<Path> parts = all.filter(f -> f.toString().endsWith(".part")).toList();
        if (!parts.isEmpty()) {
          Thread.sleep(200); // until it is locked
          return parts.get(0);
        }
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the writer did not start");
  }

  /** Starts a file and never ends it. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws Exception {
      try (AtomicOutput out = AtomicOutput.open(Path.of(args[0]))) {
        out.stream().write(1);
        Thread.sleep(120_000);
      }
    }
  }
}
