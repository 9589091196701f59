package org.nnrdoq.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class BenchPresetsCommandTest {
  @TempDir Path folder;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private Path clip;
  private Path kvazaar;

  /**
   * A script that talks like kvazaar. Bytes are 10 * (60 - QP) times: fast 12, medium 10; sq 11,
   * rdoq 10, networks 9. Seconds: fast 1, medium 4; sq 1, rdoq 3, networks 2 times as much.
   */
  @BeforeEach
  void prepare() throws IOException {
    clip = folder.resolve("clip.y4m");
    assertEquals(0, run("synth", "-o", clip.toString(), "--format", "32x24_25", "--frames", "1"));
    out.setLength(0);
    kvazaar =
        Files.writeString(
            folder.resolve("kvazaar.sh"),
            "#!/bin/sh\nn=11 s=1\nwhile [ $# -gt 0 ]; do case $1 in --output) o=$2;; --qp) q=$2;;\n"
                + "--preset) [ $2 = fast ] && p=12 t=1 || { p=10; t=4; };;\n"
                + "--rdoq) n=10 s=3;; --nnrdoq) n=9 s=2;; esac; shift; done\n"
                + "bytes=$((p * n * (60 - q) / 10 + 8)) cpu=$((t * s))\n"
                + "{ printf '\\000\\000\\000\\001\\102\\001\\001\\001'; head -c $((bytes - 8))"
                + " /dev/zero; } >\"$o\"\nexec >&2\n"
                + "echo \"POC 0 QP $q AVG QP $q.0 (I-frame) $((8 * bytes)) bits PSNR Y $((60 - q / 2))"
                + ".5 U $((61 - q / 2)).0 V $((62 - q / 2)).0\"\n"
                + "echo \" Processed 1 frames, $((8 * bytes)) bits AVG\"\n"
                + "echo \" Encoding time: $cpu.000 s.\"\n");
    Files.setPosixFilePermissions(kvazaar, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(String... args) {
    return Main.execute(out, err, args);
  }

  private int presets(String... more) {
    List<String> command = new ArrayList<>(List.of("bench", "presets", clip.toString()));
    command.addAll(List.of("--kvazaar-bin", kvazaar.toString()));
    if (!List.of(more).contains("--presets")) {
      command.addAll(List.of("--presets", "fast,medium"));
    }
    command.addAll(List.of("--quantizers", "sq,rdoq,fcn"));
    command.addAll(List.of("--out", folder.resolve("results").toString()));
    command.addAll(List.of(more));
    return run(command.toArray(String[]::new));
  }

  private static JsonNode choice(JsonNode front, String setup, String quantizer) {
    for (JsonNode choice : front.path("choices")) {
      if (choice.path("setup").asText().equals(setup)
          && choice.path("quantizer").asText().equals(quantizer)) {
        return choice;
      }
    }
    throw new AssertionError(setup + "/" + quantizer + " is missing in " + front);
  }

  @Test
  void presets_areComparedByTimeAndBdRate_andTheFrontIsFound() throws Exception {
    assertEquals(0, presets("--rounds", "2"), err::toString);
    Path results = folder.resolve("results");
    JsonNode front = new ObjectMapper().readTree(results.resolve("front.json").toFile());
    assertEquals(6, front.path("choices").size());
    JsonNode anchor = choice(front, "medium", "rdoq");
    assertEquals(1, anchor.at("/time/median").asDouble(), 1e-12);
    assertEquals(0, anchor.path("bdRateY").asDouble(), 1e-12);
    JsonNode fast = choice(front, "fast", "fcn");
    assertEquals(2 / 12.0, fast.at("/time/median").asDouble(), 1e-12);
    assertEquals(8, fast.path("bdRateY").asDouble(), 0.5, "12 * 9 to 10 * 10");
    JsonNode medium = choice(front, "medium", "fcn");
    assertEquals(8 / 12.0, medium.at("/time/median").asDouble(), 1e-12);
    assertEquals(-10, medium.path("bdRateY").asDouble(), 0.5);
    assertTrue(medium.path("isOnFront").asBoolean() && !medium.path("isReference").asBoolean());
    assertTrue(
        !anchor.path("isOnFront").asBoolean() && anchor.path("isOnReferenceFront").asBoolean());
    assertTrue(medium.path("timeAtEqualBdRate").isNull());
    assertEquals("better than every reference", medium.path("timeAtEqualBdRateMissing").asText());
    for (String file : List.of("front.html", "front.svg", "front.md", "results.json")) {
      assertTrue(Files.size(results.resolve(file)) > 100, file);
    }
    assertTrue(Files.readString(results.resolve("front.html")).contains("medium/fcn: 0.67 of"));
    assertTrue(out.toString().contains("Report: "), out::toString);
  }

  @Test
  void presets_goOn_whereTheyWereInterrupted() {
    assertEquals(0, presets("--rounds", "1"), err::toString);
    err.setLength(0);
    assertEquals(0, presets("--rounds", "2"), err::toString);
    assertTrue(err.toString().contains("24 of 48 encodes were there already"), err::toString);
  }

  @Test
  void presets_refuseWhatCannotBeCompared() {
    assertEquals(ExitCode.USAGE.code(), presets("--anchor", "slow/rdoq"));
    assertTrue(err.toString().contains("anchor slow/rdoq is not in the plan"), err::toString);
    assertEquals(ExitCode.USAGE.code(), presets("--anchor", "medium"));
    assertEquals(ExitCode.USAGE.code(), presets("--presets", "fastest"));
    assertTrue(err.toString().contains("preset=fastest"), err::toString);
    assertEquals(
        ExitCode.USAGE.code(),
        run("bench", "presets", clip.toString(), "--kvazaar-bin", kvazaar.toString()));
    assertTrue(err.toString().contains("--out DIR"), err::toString);
  }
}
