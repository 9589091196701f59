package org.nnrdoq.cli.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.host.hm.HmHook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code nnrdoq hm}: HM 16.20 with nnrdoq in place of its RDOQ. */
@Command(
    name = "hm",
    description = "Patches HM, runs it, and measures the way into Java.",
    subcommands = {HmCommand.Patch.class, HmCommand.Encode.class, HmCommand.Bench.class})
public final class HmCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: patch, encode or bench");
  }

  /** {@code nnrdoq hm patch}. */
  @Command(
      name = "patch",
      description = "Puts the hook into an HM 16.20 source tree, or takes it out again.",
      footer = {
        "",
        "Example:",
        "  nnrdoq hm patch HM-16.20 && make -C HM-16.20/build/linux release",
        "  HM-16.20/bin/TAppEncoderStatic -c ... --NNRDOQ=fcn"
      })
  static final class Patch implements Callable<Integer> {
    @Mixin private PatchOptions options;

    @Override
    public Integer call() throws IOException {
      return options.run(HmHook.HOOK);
    }
  }

  /** {@code nnrdoq hm encode}: {@code encode} with HM's options spelled out. */
  @Command(
      name = "encode",
      description = {
        "Encodes a clip with HM: converts y4m for it and reads its log.",
        "All options of 'nnrdoq encode' apply too."
      },
      customSynopsis = "nnrdoq hm encode [OPTIONS] IN -o OUT.hevc --qp Q [OPTIONS of encode]",
      footer = {
        "",
        "Example:",
        "  nnrdoq hm encode clip.y4m -o clip.hevc --qp 32 --quantizer fcn \\",
        "    --hm-bin HM-16.20/bin/TAppEncoderStatic --hm-cfg HM-16.20/cfg/encoder_intra_main.cfg"
      })
  static final class Encode implements Callable<Integer> {
    @Option(
        names = "--hm-bin",
        paramLabel = "BIN",
        description = "HM's encoder program (default: $NNRDOQ_HM_BIN).")
    private String bin;

    @Option(
        names = "--hm-cfg",
        paramLabel = "CFG[,CFG...]",
        description = "HM's configuration files (default: $NNRDOQ_HM_CFG).")
    private String cfg;

    @Option(
        names = "--hm-args",
        paramLabel = "ARGS",
        description = "Further options of HM, in one word: '--Level=4.1 --IntraPeriod=32'.")
    private String args;

    @Option(
        names = "--library",
        paramLabel = "F.so",
        description = "libnnrdoq.so to load (default: HM's own default).")
    private String library;

    @Option(
        names = "--bridge-all",
        description = "Send sq and rdoq through nnrdoq too, instead of using HM's own.")
    private boolean bridgeAll;

    @Unmatched private List<String> others = new ArrayList<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("bin", bin);
      settings.put("cfg", cfg);
      settings.put("args", args);
      settings.put("library", library);
      settings.put("bridge", bridgeAll ? "all" : null);
      return HostEncode.run(spec, "hm", settings, others);
    }
  }

  /** {@code nnrdoq hm bench}. */
  @Command(
      name = "bench",
      description =
          "Measures microseconds per block from C++ through the library to Java and back.")
  static final class Bench implements Callable<Integer> {
    @Option(
        names = "--quantizer",
        paramLabel = "NAME",
        split = ",",
        defaultValue = "empty,sq,rdoq",
        description = "Quantizers; 'empty' measures the way alone (default: ${DEFAULT-VALUE}).")
    private List<String> quantizers;

    @Option(names = "--model", paramLabel = "F.onnx", description = "Network of fcn.")
    private Path model;

    @Option(
        names = "--recording",
        paramLabel = "F",
        description = "Take the blocks from a recording (default: synthetic ones).")
    private Path recording;

    @Option(
        names = "--seconds",
        paramLabel = "S",
        defaultValue = "2",
        description = "Time per size, half of it to warm up (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--library", paramLabel = "F.so", description = "libnnrdoq.so to measure.")
    private Path library;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path file = PatchOptions.library(library);
      Path program = file.resolveSibling("bench_crossing");
      for (String quantizer : quantizers) {
        List<String> command =
            new ArrayList<>(List.of(program.toString(), file.toString(), quantizer));
        command.addAll(List.of("--seconds", Double.toString(seconds)));
        if (recording != null) {
          command.addAll(List.of("--recording", recording.toString()));
        }
        if (model != null && !List.of("empty", "sq", "rdoq").contains(quantizer)) {
          command.addAll(List.of("--model", model.toString()));
        }
        run(command);
      }
      return ExitCode.OK.code();
    }

    private void run(List<String> command) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (var lines = process.inputReader()) {
        lines.lines().forEach(spec.commandLine().getOut()::println);
      }
      if (process.waitFor() != 0) {
        throw new CommandFailure(ExitCode.INPUT, command.get(0) + " failed; its message is above");
      }
    }
  }
}
