package org.nnrdoq.network.ort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime's library leaves among the temporary files. */
class OrtLibraryTest {
  @TempDir Path folder;

  private Path unpacked(String name, String file, Duration age) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.writeString(made.resolve(file), "");
    Files.setLastModifiedTime(made, FileTime.from(Instant.now().minus(age)));
    return made;
  }

  @Test
  void leftovers_areRemoved_ifNobodyCanBeUsingThem() throws IOException {
    Duration hour = Duration.ofHours(1);
    unpacked("onnxruntime-java1", "libonnxruntime.so", hour);
    unpacked("onnxruntime-java2", "libonnxruntime4j_jni.so", Duration.ZERO);
    unpacked("onnxruntime-java3", "diary.txt", hour);
    unpacked("other", "libonnxruntime.so", hour);
    OrtLibrary.removeLeftovers(folder);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          List.of("onnxruntime-java2", "onnxruntime-java3", "other"),
          left.map(p -> p.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void library_isNowhere_onceItIsLoaded() throws IOException {
    assertNotNull(OrtLibrary.environment());
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
      List<String> mapped = lines.filter(l -> l.contains("/onnxruntime-java")).toList();
      assertEquals(List.of(), mapped.stream().filter(l -> !l.endsWith("(deleted)")).toList());
    }
  }
}
