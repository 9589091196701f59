package org.nnrdoq.cli.hosts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnrdoq.host.kvazaar.KvazaarHook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code nnrdoq kvazaar}: kvazaar 2.3 with nnrdoq in place of its RDOQ. */
@Command(
    name = "kvazaar",
    description = "Patches kvazaar, and runs it.",
    subcommands = {KvazaarCommand.Patch.class, KvazaarCommand.Encode.class})
public final class KvazaarCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: patch or encode");
  }

  /** {@code nnrdoq kvazaar patch}. */
  @Command(
      name = "patch",
      description = "Puts the hook into a source tree of kvazaar 2.3, or takes it out again.",
      footer = {
        "",
        "Example:",
        "  nnrdoq kvazaar patch kvazaar && cmake -S kvazaar -B build && cmake --build build",
        "  kvazaar/src/kvazaar -i clip.y4m -o clip.hevc --preset medium --nnrdoq fcn"
      })
  static final class Patch implements Callable<Integer> {
    @Mixin private PatchOptions options;

    @Override
    public Integer call() throws IOException {
      return options.run(KvazaarHook.HOOK);
    }
  }

  /** {@code nnrdoq kvazaar encode}: {@code encode} with kvazaar's options spelled out. */
  @Command(
      name = "encode",
      description = {
        "Encodes a clip with kvazaar and reads its log.",
        "All options of 'nnrdoq encode' apply too."
      },
      customSynopsis = "nnrdoq kvazaar encode [OPTIONS] IN -o OUT.hevc --qp Q [OPTIONS of encode]",
      footer = {
        "",
        "Example:",
        "  nnrdoq kvazaar encode clip.y4m -o clip.hevc --qp 32 --quantizer fcn \\",
        "    --kvazaar-bin kvazaar/src/kvazaar --preset slower --gop 8"
      })
  static final class Encode implements Callable<Integer> {
    @Option(
        names = "--kvazaar-bin",
        paramLabel = "BIN",
        description = "kvazaar's program (default: $NNRDOQ_KVZ_BIN).")
    private String bin;

    @Option(
        names = "--preset",
        paramLabel = "NAME",
        description = "kvazaar's preset (default: medium).")
    private String preset;

    @Option(
        names = "--gop",
        paramLabel = "GOP",
        description = "kvazaar's --gop: 0, 8, lp-g8d4t1 ...")
    private String gop;

    @Option(
        names = "--kvazaar-args",
        paramLabel = "ARGS",
        description = "Further options of kvazaar, in one word: '--period 1 --no-wpp'.")
    private String args;

    @Option(
        names = "--library",
        paramLabel = "F.so",
        description = "libnnrdoq.so to load (default: this build's).")
    private String library;

    @Unmatched private List<String> others = new ArrayList<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("bin", bin);
      settings.put("preset", preset);
      settings.put("gop", gop);
      settings.put("args", args);
      settings.put("library", library);
      return HostEncode.run(spec, "kvazaar", settings, others);
    }
  }
}
