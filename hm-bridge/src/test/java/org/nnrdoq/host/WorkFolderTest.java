package org.nnrdoq.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void close_deletesAllThatIsInIt() throws IOException {
    Path path;
    try (WorkFolder work = WorkFolder.create(folder.resolve("out.hevc"), "some")) {
      path = work.path();
      assertTrue(path.getFileName().toString().startsWith(".out.hevc.some."), path.toString());
      Files.createDirectories(work.resolve("deep").resolve("deeper"));
      Files.writeString(work.resolve("deep").resolve("file"), "x");
    }
    assertFalse(Files.exists(path));
    assertEquals(List.of(), files());
  }

  @Test
  void create_namesTheFolder_whenThereIsNone() {
    Path output = folder.resolve("none").resolve("out.hevc");
    IOException e = assertThrows(IOException.class, () -> WorkFolder.create(output, "some"));
    assertTrue(e.getMessage().contains("folder " + output.getParent() + " does not exist"));
  }

  @Test
  void create_deletesWhatAKilledProcessLeft_andNothingElse() throws Exception {
    Path output = folder.resolve("out.hevc");
    Process gone = new ProcessBuilder("true").start();
    assertTrue(gone.waitFor(60, TimeUnit.SECONDS));
    String name;
    try (WorkFolder work = WorkFolder.create(output, "some")) {
      name = work.path().getFileName().toString();
    }
    String own = "." + ProcessHandle.current().pid() + ".";
    Path left = folder.resolve(name.replace(own, "." + gone.pid() + "."));
    Files.createDirectories(left);
    Files.writeString(left.resolve("input.yuv"), "x");
    Path alive = Files.createDirectories(folder.resolve(name));
    String other = left.getFileName().toString().replace("out.hevc", "other.hevc");
    Path others = Files.createDirectories(folder.resolve(other));
    WorkFolder.create(output, "some").close();
    assertFalse(Files.exists(left), "of a process that is gone");
    assertTrue(Files.exists(alive), "of this process");
    assertTrue(Files.exists(others), "of another output");
  }

  /** A process that is told to end while a program works in the folder. */
  @Test
  void folder_isDeleted_whenTheProcessIsToldToEnd() throws Exception {
    Path output = folder.resolve("out.hevc");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName(),
                output.toString())
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader()) {
      assertEquals("made", lines.readLine());
      assertEquals(1, files().size());
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    }
    assertEquals(List.of(), files());
  }

  /** Makes a folder and waits. */
  public static final class Waiting {
    private Waiting() {}

    /** Runs until it is told to end. */
    public static void main(String[] arguments) throws Exception {
      WorkFolder work = WorkFolder.create(Path.of(arguments[0]), "some");
      Files.writeString(work.resolve("input.yuv"), "x");
      System.out.println("made");
      Thread.sleep(600_000);
    }
  }
}
