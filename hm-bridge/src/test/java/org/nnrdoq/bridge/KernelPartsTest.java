package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's parts, each alone: compared with the baseline's, and timed. */
@Tag("native")
class KernelPartsTest {
  private static final Path NATIVE = Path.of("target", "native").toAbsolutePath();

  @TempDir Path folder;

  private String run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(NATIVE.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "the program hangs");
    String text = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  @Test
  void parts_areEqualInAllInstructionSets() throws Exception {
    List<String> lines = run("kernel_parts", "7", "200").lines().toList();
    assertTrue(lines.size() >= 1 && lines.get(0).startsWith("baseline: "), lines::toString);
    for (String line : lines) {
      assertTrue(line.matches("\\w+: [1-9]\\d{3,} blocks, no part differs .*"), line);
    }
  }

  @Test
  void bench_timesEveryPart_andFindsLevelsEqual() throws Exception {
    Path json = folder.resolve("kernel.json");
    run("bench_kernel", "--rounds", "1", "--json", json.toString());
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertEquals("nnrdoq-bench-kernel-1", report.get("schema").asText());
    assertTrue(report.get("results").size() >= 24, "networks and sizes");
    for (JsonNode result : report.get("results")) {
      assertEquals(0, result.get("different").asInt(), result::toString);
      assertTrue(result.get("whole").asInt() > 0, result::toString);
      for (String part : List.of("round", "inputs", "layers", "decide", "finish")) {
        assertTrue(result.get(part).asInt() >= 0, result::toString);
      }
    }
  }
}
