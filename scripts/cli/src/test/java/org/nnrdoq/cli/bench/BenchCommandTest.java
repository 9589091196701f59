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

/** The benches as users meet them; no test looks at a time that was really measured. */
class BenchCommandTest {
  @TempDir Path folder;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private Path clip;
  private Path hm;
  private Path cfg;

  /** A script that talks like HM: 2 s for sq, 4 s for rdoq, 3 s for networks. */
  @BeforeEach
  void prepare() throws IOException {
    clip = folder.resolve("clip.y4m");
    assertEquals(0, run("synth", "-o", clip.toString(), "--format", "32x24_25", "--frames", "1"));
    out.setLength(0);
    cfg = Files.writeString(folder.resolve("some.cfg"), "# nothing\n");
    hm =
        Files.writeString(
            folder.resolve("hm.sh"),
            "#!/bin/sh\nfor a; do case $a in\n--BitstreamFile=*) b=${a#*=};;\n--RDOQ=1) t=4;;\n"
                + "--RDOQ=0) t=2;;\n--NNRDOQ=*) t=3;;\nesac; done\necho \"$@\" >>'"
                + folder.resolve("args")
                + "'\n"
                + "case \"$*\" in *NNRDOQTimes=1*) echo \"NNRDOQ times 4x4 nonzero 10 9.5 ${t}000 9000"
                + " 0.1\"; echo \"NNRDOQ times 4x4 luma 10 ${t}000 1 1 1\"; echo \"NNRDOQ times 8x8"
                + " chroma 30 ${t}400 1 1 1\";; esac\n"
                + "echo 'POC 0 TId: 0 ( I-SLICE, QP 32 ) 80 bits [Y 31 dB U 31 dB V 32 dB]'\n"
                + "echo x >\"$b\"\necho \" Total Time: $t.000 sec.\"\n");
    Files.setPosixFilePermissions(hm, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private int run(String... args) {
    return Main.execute(out, err, args);
  }

  private String[] hm(String... more) {
    List<String> command =
        new ArrayList<>(List.of("bench", "hm", clip.toString(), "--hm-bin", hm.toString()));
    command.addAll(List.of("--qp", "32", "--out", folder.resolve("results").toString()));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  @Test
  void hm_tellsTheTimesThatHmPrints() throws IOException {
    assertEquals(0, run(hm("--hm-cfg", cfg.toString(), "--rounds", "2")), err::toString);
    Path results = folder.resolve("results");
    JsonNode json = new ObjectMapper().readTree(results.resolve("hm.json").toFile());
    assertEquals("nnrdoq-bench-encode-2", json.path("schema").asText());
    assertEquals("hm", json.at("/run/encoder").asText());
    List<String> names = List.of("sq", "rdoq", "fcn", "fcn=fcn-nano", "ar");
    double[] ratios = {1, 2, 1.5, 1.5, 1.5};
    assertEquals(names.size(), json.path("lines").size());
    for (int i = 0; i < ratios.length; i++) {
      JsonNode line = json.path("lines").get(i);
      assertEquals("some", line.path("configuration").asText());
      assertEquals(names.get(i), line.path("candidate").asText());
      assertEquals(ratios[i], line.at("/ratio/median").asDouble(), 1e-9);
      assertEquals(ratios[i] / 2, line.at("/toRdoq/median").asDouble(), 1e-9);
      assertEquals(2 * ratios[i], line.at("/cpuSeconds/high").asDouble(), 1e-9);
      assertTrue(out.toString().contains(names.get(i)), out::toString);
    }
    List<String> calls = Files.readAllLines(folder.resolve("args"));
    assertEquals(10, calls.size());
    assertTrue(calls.get(3).contains("--NNRDOQ=fcn --NNRDOQModel=fcn-nano"), calls.get(3));
    assertTrue(calls.get(5).contains("--RDOQ=1"), "the second round starts with rdoq");
    assertTrue(Files.size(results.resolve("hm.svg")) > 0);
  }

  @Test
  void hm_goesOnWithMoreRounds_andTakesSeveralConfigurations() throws IOException {
    Path cfgs = Files.createDirectories(folder.resolve("cfg"));
    Files.writeString(cfgs.resolve("encoder_intra_main.cfg"), "# nothing\n");
    Files.writeString(cfgs.resolve("encoder_lowdelay_P_main.cfg"), "# less\n");
    String[] two = {"--configurations", "AI,LP", "--quantizers", "sq,rdoq", "--rounds", "1"};
    assertEquals(0, run(hm(two)), err::toString);
    assertEquals(4, Files.readAllLines(folder.resolve("args")).size());
    assertTrue(err.toString().contains("[4/4] LP clip 32 rdoq  4.00 s, 0:00 left"), err::toString);
    two[5] = "3";
    assertEquals(0, run(hm(two)), err::toString);
    assertEquals(12, Files.readAllLines(folder.resolve("args")).size());
    assertTrue(err.toString().contains("4 of 12 encodes were there already"), err::toString);
    two[1] = "XX";
    assertEquals(ExitCode.USAGE.code(), run(hm(two)));
  }

  @Test
  void hm_refusesWhatCannotBeRun() {
    String[] command = {"bench", "hm", clip.toString(), "--hm-bin", "none", "--hm-cfg", "none"};
    assertEquals(ExitCode.ENCODER.code(), run(command));
    assertTrue(err.toString().contains("none: no program"), err::toString);
    assertEquals(ExitCode.USAGE.code(), run("bench", "hm", clip.toString(), "--qp", "52"));
    assertEquals(ExitCode.USAGE.code(), run("bench", "hm", clip.toString(), "--rounds", "0"));
  }

  @Test
  void latency_hasALineForEverySizeQuantizerAndBackend() throws IOException {
    Path results = folder.resolve("results");
    String[] command = {
      "bench",
      "latency",
      clip.toString(),
      "--qp",
      "22",
      "--backends",
      "java,ort",
      "--blocks",
      "3",
      "--rounds",
      "2",
      "--milliseconds",
      "1",
      "--hm",
      hm.toString(),
      "--hm-cfg",
      cfg.toString(),
      "--out",
      results.toString()
    };
    assertEquals(0, run(command), err::toString);
    JsonNode json = new ObjectMapper().readTree(results.resolve("latency.json").toFile());
    assertEquals("nnrdoq-bench-latency-2", json.path("schema").asText());
    List<String> names =
        List.of(
            "sq",
            "rdoq",
            "fcn java",
            "fcn ort",
            "ar java",
            "ar ort",
            "hm-sq",
            "hm-rdoq",
            "hm-fcn",
            "hm-ar");
    JsonNode lines = json.path("lines");
    assertTrue(lines.size() >= names.size(), json::toString);
    assertEquals(4, lines.get(7).at("/p50/median").asDouble(), "what the script says");
    assertEquals(0.5, lines.get(6).at("/toRdoq/high").asDouble());
    assertEquals(1, lines.get(1).at("/toRdoq/median").asDouble());
    for (int i = 0; i < names.size(); i++) {
      assertEquals(names.get(i), lines.get(i).path("candidate").asText());
      assertEquals("4x4", lines.get(i).path("size").asText());
      double p50 = lines.get(i).at("/p50/median").asDouble();
      assertTrue(p50 > 0 && p50 <= lines.get(i).at("/p99/median").asDouble(), json::toString);
    }
    assertTrue(Files.size(results.resolve("latency.svg")) > 0);
    JsonNode all = lines.get(lines.size() - names.size() + 7);
    assertEquals("all", all.path("size").asText());
    assertEquals("hm-rdoq", all.path("candidate").asText());
    assertEquals(4.3, all.at("/mean/median").asDouble(), 1e-9, "of 10 calls and of 30");
    assertTrue(all.path("p50").isMissingNode(), "HM tells none over all sizes");
    assertEquals(8, Files.readAllLines(folder.resolve("args")).size(), "2 rounds of 4 in HM");
  }

  @Test
  void latency_saysWhenHmTellsNoTimes() throws IOException {
    Files.writeString(hm, Files.readString(hm).replace("NNRDOQ times", "NNRDOQ older"));
    String[] command = {
      "bench", "latency", clip.toString(), "--qp", "22", "--quantizers", "sq", "--hm", hm.toString()
    };
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--hm-cfg", cfg.toString()));
    assertEquals(ExitCode.ENCODER.code(), run(words.toArray(String[]::new)), err::toString);
    assertTrue(err.toString().contains("patch its tree again"), err::toString);
  }

  @Test
  void throughput_hasALineForEveryBatchAndThread() throws IOException {
    Path results = folder.resolve("results");
    String[] command = {
      "bench",
      "throughput",
      clip.toString(),
      "--qp",
      "22",
      "--backends",
      "java",
      "--batches",
      "1,4",
      "--threads",
      "1,2",
      "--milliseconds",
      "1",
      "--rounds",
      "1",
      "--out",
      results.toString()
    };
    assertEquals(0, run(command), err::toString);
    JsonNode json = new ObjectMapper().readTree(results.resolve("throughput.json").toFile());
    StringBuilder seen = new StringBuilder();
    for (JsonNode line : json.path("lines")) {
      seen.append(line.path("batch").asText()).append('x').append(line.path("threads").asText());
      seen.append(line.path("candidate").asText()).append(' ');
      assertTrue(line.at("/blocksPerSecond/median").asDouble() > 0, json::toString);
    }
    assertEquals(
        "1x1rdoq 1x1fcn java 1x2rdoq 1x2fcn java 4x1rdoq 4x1fcn java 4x2rdoq 4x2fcn java ",
        seen.toString());
  }

  @Test
  void encode_hasALineForEveryThread_andItsChartGoesIntoAReport() throws IOException {
    Path results = folder.resolve("results");
    String[] command = {
      "bench",
      "encode",
      clip.toString(),
      "--qp",
      "37",
      "--threads",
      "1,2",
      "--quantizers",
      "sq,rdoq",
      "--rounds",
      "1",
      "--out",
      results.toString()
    };
    assertEquals(0, run(command), err::toString);
    JsonNode json = new ObjectMapper().readTree(results.resolve("encode.json").toFile());
    StringBuilder seen = new StringBuilder();
    for (JsonNode line : json.path("lines")) {
      seen.append(line.path("threads").asText()).append(line.path("candidate").asText());
      seen.append(' ');
      assertTrue(line.at("/framesPerSecond/median").asDouble() > 0, json::toString);
    }
    assertEquals("1sq 1rdoq 2sq 2rdoq ", seen.toString());

    String bench = results.resolve("encode.json").toString();
    String out = folder.resolve("compared").toString();
    String[] compare = {
      "compare",
      clip.toString(),
      "--quantizers",
      "sq",
      "--qps",
      "37",
      "--out",
      out,
      "--bench",
      bench
    };
    assertEquals(0, run(compare), err::toString);
    String page = Files.readString(folder.resolve("compared/report.html"));
    assertTrue(page.contains("<h2 id=\"speed\">Speed</h2>"), page);
    assertTrue(page.contains("<svg class=\"bench\""), page);
    compare[8] = clip.toString();
    assertEquals(ExitCode.INPUT.code(), run(compare), "a clip is no JSON");
    compare[8] = folder.resolve("none.json").toString();
    assertEquals(ExitCode.INPUT.code(), run(compare), err::toString);
  }

  @Test
  void benchesOfCalls_refuseWhatCannotBeRun() {
    String in = clip.toString();
    assertEquals(ExitCode.USAGE.code(), run("bench", "latency", in, "--backends", "gpu"));
    assertTrue(err.toString().contains("expected kernel, java or ort"), err::toString);
    assertEquals(ExitCode.USAGE.code(), run("bench", "latency", in, "--blocks", "0"));
    assertEquals(ExitCode.USAGE.code(), run("bench", "latency", in, "--milliseconds", "0"));
    String recording = folder + "/none.rec";
    assertEquals(ExitCode.USAGE.code(), run("bench", "latency", recording, "--hm", hm.toString()));
    assertTrue(err.toString().contains("an encoder needs a clip"), err::toString);
    assertEquals(ExitCode.USAGE.code(), run("bench", "throughput", in, "--size", "5"));
    assertEquals(ExitCode.USAGE.code(), run("bench", "throughput", in, "--threads", "0"));
    assertEquals(ExitCode.INPUT.code(), run("bench", "latency", folder + "/none.nnbr"));
  }
}
