package org.nnrdoq.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.cli.exit.ExitCode;
import picocli.CommandLine;

/** The command as users meet it: outputs, messages, exit codes, files left behind. */
class CommandLineTest {
  @TempDir Path dir;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private Path clip;

  @BeforeEach
  void synthesize() {
    clip = dir.resolve("clip.y4m");
    run(0, "synth", "-o", clip.toString(), "--format", "32x24_25", "--frames", "2");
  }

  private String run(int code, String... args) {
    out.setLength(0);
    err.setLength(0);
    assertEquals(code, Main.execute(out, err, args), () -> String.join(" ", args) + "\n" + err);
    return out.toString();
  }

  /** Runs a command that must fail with one line that contains {@code mention}. */
  private void fails(ExitCode code, String mention, String... args) {
    run(code.code(), args);
    List<String> lines = err.toString().lines().toList();
    assertTrue(lines.get(0).startsWith("nnrdoq: error: "), err.toString());
    assertTrue(lines.get(0).contains(mention), err.toString());
    assertEquals(code == ExitCode.USAGE && lines.size() == 2 ? 2 : 1, lines.size(), err.toString());
    assertFalse(err.toString().contains("\tat "), "a stack trace");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sq", "rdoq", "fcn"})
  void encodePrintsFramesAndIsVerified(String quantizer) throws IOException {
    Path stream = dir.resolve("a.hevc");
    Path recon = dir.resolve("a.y4m");
    String text =
        run(
            0,
            "encode",
            clip.toString(),
            "-o",
            stream.toString(),
            "--qp",
            "30",
            "--quantizer",
            quantizer,
            "--recon",
            recon.toString(),
            "--verify",
            "--threads",
            "2");
    List<String> lines = text.lines().toList();
    assertTrue(
        lines
            .get(0)
            .matches(
                "POC    0 \\( I-SLICE, QP 30 \\) +\\d+ bits \\[Y \\d+\\.\\d{4} dB +U \\d+\\.\\d{4} dB"
                    + " +V \\d+\\.\\d{4} dB\\]"),
        lines.get(0));
    assertTrue(lines.get(1).startsWith("POC    1 "), lines.get(1));
    assertTrue(text.contains("Bytes written to file: " + Files.size(stream)), text);
    assertTrue(text.contains("FFmpeg decodes 2 frames"), text);
    assertTrue(
        text.contains(
            quantizer.equals("fcn") ? "Quantizer: fcn (fcn" : "Quantizer: " + quantizer + "\n"),
        text);
    assertEquals(quantizer.equals("fcn"), text.contains(", backend "), text);
    assertEquals(List.of("a.hevc", "a.y4m", "clip.y4m"), files());
  }

  @Test
  void compareWritesResultsAndResumes() throws IOException {
    Path results = dir.resolve("results");
    String[] args = {
      "compare",
      clip.toString(),
      "--quantizers",
      "sq,rdoq",
      "--qps",
      "24,29,34,39",
      "--verify",
      "--out",
      results.toString()
    };
    String first = run(0, args);
    assertTrue(first.contains("[8/8]"), first);
    assertTrue(first.contains("verified"), first);
    JsonNode json = new ObjectMapper().readTree(results.resolve("results.json").toFile());
    assertEquals("nnrdoq-results-2", json.path("schema").asText());
    JsonNode rdoq = json.path("sequences").path(0).path("quantizers").path(1);
    assertEquals("rdoq", rdoq.path("quantizer").asText());
    assertEquals(4, rdoq.path("points").size());
    for (JsonNode p : rdoq.path("points")) {
      assertTrue(p.path("verified").asBoolean());
      assertEquals(p.path("bits").asLong() * 25 / 2 / 1000.0, p.path("kbps").asDouble(), 1e-9);
    }
    assertTrue(rdoq.path("bdRateY").isNumber() || rdoq.path("reasons").has("bdRateY"));
    assertEquals(9, Files.readAllLines(results.resolve("results.csv")).size());
    String page = Files.readString(results.resolve("report.html"));
    assertTrue(page.contains("<svg") && !page.contains("<script") && !page.contains("http"), page);

    String second = run(0, args);
    assertTrue(second.contains("8 of 8 points were there already"), second);
    assertFalse(second.contains("[1/8]"), second);
    JsonNode again = new ObjectMapper().readTree(results.resolve("results.json").toFile());
    assertEquals(json.path("sequences"), again.path("sequences"));

    String more = run(0, concat(args, "--no-sao"));
    assertTrue(more.contains("[8/8]"), "other tools are other points: " + more);
  }

  @Test
  void tooFewQpsGiveAReasonNotANumber() throws IOException {
    Path results = dir.resolve("results");
    String text =
        run(
            0,
            "compare",
            clip.toString(),
            "--quantizers",
            "sq,rdoq",
            "--qps",
            "30,40",
            "--out",
            results.toString());
    assertTrue(text.contains("anchor curve has 2 points: at least 4 needed"), text);
    JsonNode json = new ObjectMapper().readTree(results.resolve("results.json").toFile());
    JsonNode rdoq = json.path("sequences").path(0).path("quantizers").path(1);
    assertTrue(rdoq.path("bdRateY").isNull());
    assertTrue(rdoq.path("reasons").path("bdRateY").asText().contains("at least 4"));
    assertTrue(json.path("overall").path(1).path("bdRateY").isNull());
  }

  @Test
  void badInputIsOneLineAndLeavesNothing() throws IOException {
    String o = dir.resolve("o.hevc").toString();
    String in = clip.toString();
    fails(
        ExitCode.INPUT,
        "no such file",
        "encode",
        dir.resolve("no.y4m").toString(),
        "-o",
        o,
        "--qp",
        "30");
    Path cut = dir.resolve("cut.y4m");
    byte[] bytes = Files.readAllBytes(clip);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 7));
    fails(ExitCode.INPUT, "truncated", "encode", cut.toString(), "-o", o, "--qp", "30");
    Path wrong = dir.resolve("wrong.y4m");
    Files.writeString(wrong, "YUV4MPEG2 W8 H8 F25:1 C444\nFRAME\n" + "x".repeat(192));
    fails(ExitCode.INPUT, "C444", "encode", wrong.toString(), "-o", o, "--qp", "30");
    Path tiny = dir.resolve("tiny.y4m");
    Files.writeString(tiny, "YUV4MPEG2 W1 H1 F25:1\nFRAME\nabc", StandardCharsets.US_ASCII);
    fails(ExitCode.INPUT, "1x1", "encode", tiny.toString(), "-o", o, "--qp", "30");
    fails(ExitCode.USAGE, "qp=52: expected 0..51", "encode", in, "-o", o, "--qp", "52");
    fails(ExitCode.USAGE, "--qp", "encode", in, "-o", o, "--qp", "many");
    fails(
        ExitCode.USAGE,
        "'best' is unknown",
        "encode",
        in,
        "-o",
        o,
        "--qp",
        "30",
        "--quantizer",
        "best");
    fails(ExitCode.USAGE, "threads=0", "encode", in, "-o", o, "--qp", "3", "--threads", "0");
    fails(ExitCode.USAGE, "--verify needs --recon", "encode", in, "-o", o, "--qp", "3", "--verify");
    fails(ExitCode.USAGE, "used twice", "encode", in, "-o", in, "--qp", "30");
    fails(
        ExitCode.USAGE,
        "encoder 'x' is unknown",
        "encode",
        in,
        "-o",
        o,
        "--qp",
        "3",
        "--encoder",
        "x");
    fails(
        ExitCode.OUTPUT,
        "does not exist",
        "encode",
        in,
        "-o",
        dir.resolve("no/such/o.hevc").toString(),
        "--qp",
        "30");
    fails(ExitCode.INPUT, "past", "encode", in, "-o", o, "--qp", "30", "--start", "2");
    fails(
        ExitCode.INPUT,
        "none.onnx",
        "encode",
        in,
        "-o",
        o,
        "--qp",
        "30",
        "--quantizer",
        "fcn",
        "--model",
        dir.resolve("none.onnx").toString());
    assertEquals(List.of("clip.y4m", "cut.y4m", "tiny.y4m", "wrong.y4m"), files());
  }

  @Test
  void outputFollowsItsName() throws IOException {
    Path yuv = dir.resolve("r.yuv");
    String stream = dir.resolve("o.hevc").toString();
    run(
        0,
        "encode",
        clip.toString(),
        "-o",
        stream,
        "--qp",
        "40",
        "--recon",
        yuv.toString(),
        "--verify");
    assertEquals(2 * 32 * 24 * 3 / 2, Files.size(yuv));
    Path raw = dir.resolve("s_32x16_25.yuv");
    run(0, "synth", "-o", raw.toString(), "--format", "32x16_25", "--frames", "1");
    assertEquals(32 * 16 * 3 / 2, Files.size(raw));
    for (String name : List.of("r.bin", "r", "r_32x16_25.yuv")) {
      fails(
          ExitCode.USAGE,
          name.endsWith("yuv") ? "its name says 32x16" : "ends in .y4m or .yuv",
          "encode",
          clip.toString(),
          "-o",
          stream,
          "--qp",
          "40",
          "--recon",
          dir.resolve(name).toString());
    }
    fails(
        ExitCode.USAGE,
        "its name says 32x16",
        "synth",
        "-o",
        raw.toString(),
        "--format",
        "16x16_25");
  }

  @Test
  void rawFormatsAreUnderstoodOrRefused() throws IOException {
    Path raw = dir.resolve("x.yuv");
    Files.write(raw, new byte[32 * 16 * 3]);
    for (String format : List.of("32x16_30000/1001_10", "32x16_29.97fps_10bit_420")) {
      String text = run(0, "sequence", "info", raw.toString(), "--format", format);
      assertTrue(text.contains("1 at 30000:1001 a second") && text.contains("10 bit"), text);
    }
    for (String word : List.of("12", "16bit", "p010", "nv12", "10be", "422")) {
      fails(
          ExitCode.USAGE, word, "sequence", "info", raw.toString(), "--format", "32x16_25_" + word);
      fails(
          ExitCode.USAGE,
          word,
          "synth",
          "-o",
          dir.resolve("y.y4m").toString(),
          "--format",
          "32x16_25_" + word);
      Path named = Files.copy(raw, dir.resolve("n_32x16_25_" + word + ".yuv"));
      fails(ExitCode.INPUT, word, "sequence", "info", named.toString());
    }
  }

  @Test
  void doctorLooksAtEverything() throws IOException {
    // the launcher gives Java a locale with names in UTF-8; a bare machine's is POSIX
    boolean named = System.getProperty("sun.jnu.encoding").equalsIgnoreCase("UTF-8");
    String text = run(named ? 0 : 1, "doctor");
    for (String what :
        List.of(
            "Java",
            "kernel",
            "ONNX Runtime",
            "FFmpeg check",
            "temporary files",
            "locale",
            "Slurm")) {
      String start = named || !what.equals("locale") ? "  " : "! ";
      assertTrue(text.lines().anyMatch(l -> l.startsWith(start + what)), what + "\n" + text);
    }
    assertTrue(text.lines().count() < 24, "one screen");
    assertTrue(text.endsWith("All of this works.\n") == named, text);
    assertTrue(text.contains("set LC_ALL=C.UTF-8") != named, text);
    text = run(1, "doctor", "--hm-bin", dir.resolve("none").toString());
    assertTrue(
        text.contains("! HM               " + dir.resolve("none") + ": no program; build"), text);
  }

  /** A line of an example that is broken anywhere cannot be copied. */
  @Test
  void examplesAreNotBroken() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    int examples = 0;
    for (List<String> path : commands) {
      CommandLine command = Main.commandLine();
      for (String word : path) {
        command = command.getSubcommands().get(word);
      }
      String help = command.getUsageMessage();
      for (String line : command.getCommandSpec().usageMessage().footer()) {
        assertTrue(help.contains(String.format(line).stripTrailing()), path + ": " + line);
        examples += line.startsWith("  nnrdoq") ? 1 : 0;
      }
    }
    assertTrue(examples > 8, examples + " examples");
  }

  @Test
  void unknownOptionIsNamedFirst() {
    String in = clip.toString();
    String o = dir.resolve("o.hevc").toString();
    fails(
        ExitCode.USAGE,
        "unknown option '--qpp', did you mean '--qp'",
        "encode",
        in,
        "-o",
        o,
        "--qpp",
        "30");
    fails(
        ExitCode.USAGE,
        "unknown option '--quantiser', did you mean '--quantizer'",
        "encode",
        in,
        "--quantiser=fcn");
    fails(ExitCode.USAGE, "unknown option '--nonsense'", "compare", in, "--nonsense");
    fails(ExitCode.USAGE, "'compar'", "compar");
  }

  @Test
  void quantizersWithModelsAreSpeltAlike() throws IOException {
    String in = clip.toString();
    String o = dir.resolve("o.hevc").toString();
    String text =
        run(0, "encode", in, "-o", o, "--qp", "40", "--frames", "1", "--quantizer", "fcn=fcn-nano");
    assertTrue(text.contains("Quantizer: fcn (fcn-nano"), text);
    fails(
        ExitCode.USAGE,
        "quantizer rdoq has no model",
        "encode",
        in,
        "-o",
        o,
        "--qp",
        "40",
        "--quantizer",
        "rdoq=x");
    Path yaml = dir.resolve("e.yaml");
    Files.writeString(
        yaml,
        "quantizers: [sq, fcn=fcn-nano]\nqps: [40]\nsequences: [{file: clip.y4m, frames: 1}]\n");
    text = run(0, "experiment", "run", yaml.toString(), "--out", dir.resolve("x").toString());
    assertTrue(text.contains("fcn=fcn-nano ran as fcn (fcn-nano"), text);
  }

  @Test
  void wrongEncoderOptionsAreUsage() {
    String in = clip.toString();
    String o = dir.resolve("o.hevc").toString();
    fails(ExitCode.USAGE, "colour", "encode", in, "-o", o, "--qp", "40", "-E", "colour=1");
    fails(
        ExitCode.USAGE,
        "colour",
        "compare",
        in,
        "--out",
        dir.resolve("x").toString(),
        "-E",
        "colour=1");
  }

  @Test
  void badComparisonsAreRefusedBeforeAnyWork() {
    String in = clip.toString();
    String o = dir.resolve("o").toString();
    fails(
        ExitCode.USAGE,
        "anchor 'sq' is not among",
        "compare",
        in,
        "--quantizers",
        "rdoq",
        "--out",
        o);
    fails(ExitCode.USAGE, "QP '30' is given twice", "compare", in, "--qps", "30,30", "--out", o);
    fails(ExitCode.USAGE, "qp=60", "compare", in, "--qps", "60", "--out", o);
    fails(ExitCode.USAGE, "sequence 'clip' is given twice", "compare", in, in, "--out", o);
    fails(
        ExitCode.USAGE,
        "rdoq has no model",
        "compare",
        in,
        "--quantizers",
        "sq,rdoq=x.onnx",
        "--out",
        o);
    fails(ExitCode.OUTPUT, in, "compare", in, "--quantizers", "sq", "--out", in);
  }

  @Test
  void recordWritesABlockRecording() throws IOException {
    Path recording = dir.resolve("a.nnbr");
    String all = run(0, "record", clip.toString(), "-o", recording.toString(), "--qps", "30");
    long blocks = blocks(all);
    long size = Files.size(recording);
    String half =
        run(
            0,
            "record",
            clip.toString(),
            "-o",
            recording.toString(),
            "--qps",
            "30",
            "--sample",
            "0.5");
    assertEquals(blocks / 2, blocks(half));
    assertTrue(Files.size(recording) < size);
    fails(
        ExitCode.USAGE,
        "--sample 0.0",
        "record",
        clip.toString(),
        "-o",
        recording.toString(),
        "--sample",
        "0");
  }

  private static long blocks(String output) {
    String last = output.lines().reduce((a, b) -> b).orElseThrow();
    return Long.parseLong(last.replaceAll(".*: (\\d+) blocks", "$1"));
  }

  @Test
  void everyCommandHasHelp() {
    List<List<String>> commands = new ArrayList<>();
    collect(Main.commandLine(), List.of(), commands);
    assertTrue(commands.size() >= 7, commands.toString());
    for (List<String> command : commands) {
      List<String> args = new ArrayList<>(command);
      args.add("--help");
      String text = run(0, args.toArray(String[]::new));
      assertTrue(text.startsWith("Usage: nnrdoq"), text);
      assertTrue(text.contains("-h, --help"), text);
      String last = text.lines().reduce("", (a, b) -> b);
      assertTrue(last.contains("130") && last.contains("interrupted"), text);
      assertTrue(text.contains("Exit codes:\n   0 "), text);
    }
    assertTrue(run(0, "--version").startsWith("nnrdoq "));
    assertFalse(run(0, "--version").contains("$"), "the version was not filled in");
    assertTrue(run(0, "generate-completion").contains("_complete_nnrdoq"));
    String completion = run(0, "generate-completion");
    for (List<String> command : commands) {
      for (String word : command) {
        assertTrue(completion.contains(word), word);
      }
    }
    assertTrue(completion.contains("\"oracle\""), "names of quantizers");
    fails(ExitCode.USAGE, "a command is needed");
    fails(ExitCode.USAGE, "nonsense", "nonsense");
  }

  private static void collect(CommandLine command, List<String> path, List<List<String>> commands) {
    commands.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              collect(sub, longer, commands);
            });
  }

  private static String[] concat(String[] args, String last) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }
}
