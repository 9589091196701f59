package org.nnrdoq.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.DamagedModel;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class ExperimentCommandTest {
  @TempDir Path dir;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  private String run(ExitCode code, String... args) {
    out.setLength(0);
    err.setLength(0);
    assertEquals(
        code.code(), Main.execute(out, err, args), () -> String.join(" ", args) + "\n" + err);
    return out.toString();
  }

  private Path yaml(String text) throws IOException {
    Path file = dir.resolve("e.yaml");
    Files.writeString(file, text);
    return file;
  }

  @Test
  void runResumesAndTheGateJudges() throws IOException {
    Files.writeString(
        dir.resolve("p.json"),
        "{\"width\": 32, \"height\": 32, \"frames\": 1, \"maxRadius\": 30, \"seed\": 5}");
    Path file =
        yaml("quantizers: [sq, rdoq]\nqps: [22, 27, 32, 37]\nsequences:\n  - synth: p.json\n");
    String folder = dir.resolve("run").toString();
    String list =
        run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder, "--dry-run");
    assertEquals(8, list.lines().count(), list);
    assertFalse(Files.exists(dir.resolve("run/results.json")));
    run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder);
    String again = run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder);
    assertTrue(again.contains("8 of 8 points were there already"), again);

    String baseline = dir.resolve("baseline.json").toString();
    run(ExitCode.OK, "experiment", "check", folder, "--baseline", baseline, "--update-baseline");
    String same =
        run(ExitCode.OK, "experiment", "check", folder, "--baseline", baseline, "--max-loss", "0");
    assertTrue(same.startsWith("ok    p/rdoq: BD-rate Y "), same);

    Path accepted = Path.of(baseline);
    String better =
        Files.readString(accepted).replaceAll("(\"bdRateY\" : )(-?[0-9.E-]+)", "$1-99.5");
    Files.writeString(accepted, better);
    String junit = dir.resolve("check.xml").toString();
    String worse =
        run(
            ExitCode.REGRESSION,
            "experiment",
            "check",
            folder,
            "--baseline",
            baseline,
            "--junit",
            junit);
    assertTrue(worse.startsWith("FAIL  p/rdoq: "), worse);
    assertTrue(Files.readString(Path.of(junit)).contains("failures=\"1\""));

    Files.writeString(accepted, better.replace("p/rdoq", "q/rdoq"));
    String gone = run(ExitCode.REGRESSION, "experiment", "check", folder, "--baseline", baseline);
    assertTrue(gone.contains("FAIL  q/rdoq: missing in the results"), gone);
    assertTrue(gone.contains("FAIL  p/rdoq: not in the baseline"), gone);
  }

  @Test
  void theGatePassesTheShippedNetworkAndCatchesADamagedOne() throws IOException {
    List<String> compare = new ArrayList<>(List.of("compare"));
    for (int seed = 1; seed <= 2; seed++) {
      String clip = dir.resolve("s" + seed + ".y4m").toString();
      run(
          ExitCode.OK,
          "synth",
          "-o",
          clip,
          "--format",
          "64x48_25",
          "--frames",
          "1",
          "--seed",
          "" + seed);
      compare.add(clip);
    }
    Path folder = dir.resolve("run");
    compare.addAll(List.of("--quantizers", "sq,fcn", "--out", folder.toString()));
    run(ExitCode.OK, compare.toArray(String[]::new));
    String[] update = {"--baseline", dir.resolve("baseline.json").toString(), "--update-baseline"};
    run(ExitCode.OK, concat(List.of("experiment", "check", folder.toString()), update));
    String[] gate = {"--baseline", dir.resolve("baseline.json").toString(), "--max-loss", "0.10"};
    String passed =
        run(ExitCode.OK, concat(List.of("experiment", "check", folder.toString()), gate));
    assertTrue(passed.contains("ok    s2/fcn: BD-rate Y "), passed);
    assertTrue(passed.contains("ok    mean/fcn: BD-rate Y "), passed);
    assertTrue(passed.contains("change 0.000") || passed.contains("change +0.000"), passed);
    assertTrue(passed.contains("3 of 3 figures pass"), passed);

    compare.addAll(List.of("--model", DamagedModel.of("fcn", 0.9f, dir).toString()));
    run(ExitCode.OK, compare.toArray(String[]::new));
    String caught =
        run(ExitCode.REGRESSION, concat(List.of("experiment", "check", folder.toString()), gate));
    assertTrue(caught.contains("FAIL  s1/fcn: BD-rate Y "), caught);
    assertTrue(caught.contains("is not the accepted"), caught);
    assertTrue(caught.contains("0 of 3 figures pass"), caught);

    compare.set(compare.size() - 1, DamagedModel.of("fcn", 0.1f, dir).toString());
    run(ExitCode.OK, compare.toArray(String[]::new));
    List<String> figuresAlone = List.of("experiment", "check", folder.toString(), "--any-model");
    String worse = run(ExitCode.REGRESSION, concat(figuresAlone, gate));
    assertTrue(worse.contains("FAIL  mean/fcn: BD-rate Y "), worse);
    assertFalse(worse.contains("accepted"), worse);
  }

  private static String[] concat(List<String> first, String... second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(second));
    return all.toArray(String[]::new);
  }

  /** What cannot be run leaves no sign in means, so a gate may ask for all of it. */
  @Test
  void incompleteSetFails_whenAllOfItIsAskedFor() throws IOException {
    Files.writeString(
        dir.resolve("p.json"), "{\"width\": 32, \"height\": 32, \"frames\": 1, \"maxRadius\": 30}");
    Path file =
        yaml(
            "configurations: [AI, LP]\nquantizers: [sq, rdoq]\nqps: [22, 27, 32, 37]\n"
                + "verify: false\nssim: false\nsequences:\n  - synth: p.json\n");
    String folder = dir.resolve("run").toString();
    run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder);
    String baseline = dir.resolve("b.json").toString();
    List<String> check = List.of("experiment", "check", folder, "--baseline", baseline);
    run(ExitCode.OK, concat(check, "--update-baseline"));
    run(ExitCode.OK, concat(check));
    String text = run(ExitCode.REGRESSION, concat(check, "--complete"));
    assertTrue(
        text.contains("FAIL  incomplete: LP: encoder embedded has no configuration LP: p"), text);
    Files.writeString(
        dir.resolve("b.json"), Files.readString(dir.resolve("b.json")).replace("/rdoq", "/other"));
    text = run(ExitCode.REGRESSION, concat(check));
    assertTrue(text.startsWith("FAIL  "), text);
    text = run(ExitCode.OK, concat(check, "--update-baseline"));
    assertTrue(text.contains("dropped  ") && text.contains("/other"), text);
  }

  @Test
  void aClipThatCannotBeEncodedDoesNotStopTheOthers() throws IOException {
    Files.writeString(dir.resolve("tiny.y4m"), "YUV4MPEG2 W4 H4 F25:1\nFRAME\n" + "x".repeat(24));
    Files.writeString(
        dir.resolve("p.json"), "{\"width\": 32, \"height\": 32, \"frames\": 1, \"maxRadius\": 30}");
    Path file =
        yaml("quantizers: [sq]\nqps: [30]\nsequences:\n  - file: t*.y4m\n  - synth: p.json\n");
    String folder = dir.resolve("run").toString();
    String text = run(ExitCode.INPUT, "experiment", "run", file.toString(), "--out", folder);
    assertTrue(
        err.toString().startsWith("nnrdoq: error: embedded tiny QP 30 sq: "), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(text.contains("p QP 30 sq"), text);
    assertTrue(Files.readString(dir.resolve("run/results.csv")).contains("p,sq,30"));
  }

  @Test
  void whatAnEncoderLacksIsSkippedInSoManyWords() throws IOException {
    Files.writeString(
        dir.resolve("p.json"), "{\"width\": 32, \"height\": 32, \"frames\": 1, \"maxRadius\": 30}");
    String body = "quantizers: [sq]\nqps: [30]\nsequences: [{synth: p.json}]\n";
    String folder = dir.resolve("run").toString();
    String file = yaml("configurations: [AI, LP]\n" + body).toString();
    String text = run(ExitCode.OK, "experiment", "run", file, "--out", folder);
    assertTrue(text.contains("LP: encoder embedded has no configuration LP: p\n"), text);
    assertTrue(text.contains("1 of 2 sequences can be run"), text);
    String json = Files.readString(dir.resolve("run/results.json"));
    assertTrue(json.contains("\"reason\" : \"encoder embedded has no configuration LP\""), json);
    file = yaml("configurations: [LP]\n" + body).toString();
    run(ExitCode.INPUT, "experiment", "run", file, "--out", folder);
    assertTrue(err.toString().contains("no configuration LP"), err.toString());
  }

  @Test
  void aWorkerDoesTheQueueOfARun() throws IOException {
    Files.writeString(
        dir.resolve("p.json"), "{\"width\": 32, \"height\": 32, \"frames\": 1, \"maxRadius\": 30}");
    Path file =
        yaml("quantizers: [sq]\nqps: [30, 35]\nverify: false\nsequences: [{synth: p.json}]\n");
    String folder = dir.resolve("run").toString();
    run(ExitCode.INPUT, "experiment", "work", folder);
    assertTrue(err.toString().contains("has no queue"), err.toString());
    run(ExitCode.USAGE, "experiment", "run", file.toString(), "--out", folder, "--jobs", "0");
    run(
        ExitCode.USAGE,
        "experiment",
        "run",
        file.toString(),
        "--out",
        folder,
        "--executor",
        "cloud");
    // a clip that is gone makes a failure, and leaves the jobs on the queue
    run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder, "--dry-run");
    run(ExitCode.OK, "experiment", "work", folder);
    assertFalse(Files.exists(dir.resolve("run/results.json")));
    String text = run(ExitCode.OK, "experiment", "run", file.toString(), "--out", folder);
    assertTrue(text.contains("p QP 35 sq"), text);
  }

  @Test
  void badFilesAreOneLine() throws IOException {
    String folder = dir.resolve("run").toString();
    for (String[] bad :
        new String[][] {
          {"qps: [30]\n", "sequences: expected one or more"},
          {"sequences: [{file: a.y4m, synth: b.json}]\n", "either file or synth"},
          {"sequence: []\n", "sequence"},
          {"sequences: [{file: none*.y4m}]\n", "no file matches"},
          {"sequences: [{file: none.y4m}]\n", "no such file"},
          {"interpolation: linear\nsequences: [{file: a.y4m}]\n", "pchip, cubic or akima"},
          {"sequences: [\n", "e.yaml"}
        }) {
      Path file = yaml(bad[0]);
      run(ExitCode.INPUT, "experiment", "run", file.toString(), "--out", folder);
      assertEquals(1, err.toString().lines().count(), err.toString());
      assertTrue(err.toString().contains(bad[1]), err.toString());
    }
  }
}
