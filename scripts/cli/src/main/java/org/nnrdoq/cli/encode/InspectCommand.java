package org.nnrdoq.cli.encode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.Candidates;
import org.nnrdoq.cli.options.InputOptions;
import org.nnrdoq.cli.options.QuantizerNames;
import org.nnrdoq.cli.options.ToolOptions;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.embedded.EmbeddedEncoder;
import org.nnrdoq.experiment.inspect.BlockInspector;
import org.nnrdoq.experiment.inspect.InspectedBlock;
import org.nnrdoq.experiment.inspect.InspectionPicture;
import org.nnrdoq.experiment.inspect.InspectionText;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nnrdoq inspect}: two quantizers on the same blocks. */
@Command(
    name = "inspect",
    description = {
      "Shows what two quantizers make of the same blocks: bits and costs by kind of block, the blocks"
          + " where they differ most, and one block with levels side by side.",
      "IN is a clip, of which the embedded encoder encodes one frame with the first quantizer, or a"
          + " block recording."
    },
    footer = {
      "",
      "Examples:",
      "  nnrdoq inspect clip.y4m --qp 32 --quantizers rdoq,fcn --picture where.svg",
      "  nnrdoq inspect blocks.nnbr --quantizers rdoq,fcn --block 1234"
    })
public final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IN", description = "Clip (.y4m, .yuv) or recording (.nnbr).")
  private Path input;

  @Option(
      names = "--quantizers",
      split = ",",
      paramLabel = "Q",
      defaultValue = "sq,rdoq",
      completionCandidates = QuantizerNames.class,
      description =
          "Two of ${COMPLETION-CANDIDATES}; Q=F.onnx names a network (default: ${DEFAULT-VALUE}).")
  private List<String> quantizers;

  @Option(
      names = "--qp",
      paramLabel = "Q",
      description = "Slice QP of a clip, 0..51 (default: 32).")
  private Integer qp;

  @Option(names = "--block", paramLabel = "N", description = "Show block N, counted from 0.")
  private Long block;

  @Option(
      names = "--at",
      paramLabel = "X,Y",
      description = "Show the blocks of a clip that cover this luma sample.")
  private String at;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many blocks to list (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--picture",
      paramLabel = "F.svg|F.png",
      description = "Draw where in the frame they differ; for a recording, at which coefficients.")
  private Path picture;

  @Option(
      names = "--component",
      paramLabel = "C",
      defaultValue = "Y",
      description = "Component to draw: Y, Cb or Cr (default: ${DEFAULT-VALUE}).")
  private String component;

  @Mixin private InputOptions inputOptions;
  @Mixin private ToolOptions toolOptions;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, EncoderException {
    List<Candidate> candidates = Candidates.parse(quantizers, null);
    int cIdx = List.of("y", "cb", "cr").indexOf(component.toLowerCase(Locale.ROOT));
    boolean recording = input.toString().toLowerCase(Locale.ROOT).endsWith(".nnbr");
    check(candidates, cIdx, recording);
    Predicate<InspectedBlock> wanted = wanted();
    try (Quantizer first = Quantizers.create(candidates.get(0).spec());
        Quantizer second = Quantizers.create(candidates.get(1).spec());
        BlockInspector inspector = new BlockInspector(first, second, wanted)) {
      InspectionPicture drawing;
      if (recording) {
        read(inspector);
        drawing = InspectionPicture.ofPositions(inspector);
      } else {
        encode(inspector, candidates.get(0));
        drawing = draw(inspector, cIdx);
      }
      print(inspector);
      if (picture != null) {
        AtomicOutput.write(picture, drawing.bytes(picture.toString()));
      }
    }
    return ExitCode.OK.code();
  }

  private void check(List<Candidate> candidates, int cIdx, boolean recording) {
    if (candidates.size() != 2) {
      throw new CommandFailure(
          ExitCode.USAGE, "--quantizers: expected two, for example rdoq,fcn: " + quantizers);
    }
    if (cIdx < 0) {
      throw new CommandFailure(
          ExitCode.USAGE, "--component '" + component + "': expected Y, Cb or Cr");
    }
    if (picture != null && !picture.toString().toLowerCase(Locale.ROOT).matches(".*\\.(svg|png)")) {
      throw new CommandFailure(
          ExitCode.USAGE, "--picture " + picture + ": expected a name that ends in .svg or .png");
    }
    if (recording && (qp != null || at != null)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--qp and --at: a recording has its own QPs and no positions");
    }
    if (block != null && at != null) {
      throw new CommandFailure(ExitCode.USAGE, "--block and --at: expected one of them");
    }
    inputOptions.check();
  }

  private Predicate<InspectedBlock> wanted() {
    if (block != null) {
      return k -> k.number() == block;
    }
    if (at == null) {
      return k -> false;
    }
    if (!at.matches("\\d{1,5},\\d{1,5}")) {
      throw new CommandFailure(ExitCode.USAGE, "--at '" + at + "': expected X,Y in luma samples");
    }
    int x = Integer.parseInt(at.substring(0, at.indexOf(',')));
    int y = Integer.parseInt(at.substring(at.indexOf(',') + 1));
    return k -> {
      int size = k.block().size() << (k.block().cIdx() == 0 ? 0 : 1);
      return x >= k.x() && x < k.x() + size && y >= k.y() && y < k.y() + size;
    };
  }

  private void read(BlockInspector inspector) throws IOException {
    RecordedBlock recorded = new RecordedBlock();
    EntropyCosts costs = new EntropyCosts();
    try (RecordingReader reader = new RecordingReader(input)) {
      while (reader.read(recorded)) {
        if (!recorded.hasCosts()) {
          throw new RecordingException(
              input + ": block " + (reader.blocks() - 1) + " has no entropy costs to price it by");
        }
        RecordedBlocks.getCosts(recorded, costs);
        inspector.add(-1, -1, RecordedBlocks.parameters(recorded), recorded.coefficients(), costs);
      }
    }
  }

  private void encode(BlockInspector inspector, Candidate driver) throws EncoderException {
    EncodeJob job;
    try {
      job =
          new EncodeJob(
              input,
              inputOptions.rawFormat,
              null,
              null,
              qp == null ? 32 : qp,
              inputOptions.firstFrame,
              1,
              1,
              driver.spec(),
              toolOptions.tools());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    EncodeResult.Frame frame =
        new EmbeddedEncoder()
            .observe(
                job,
                (x, y, p, coefficients, costs, levels) ->
                    inspector.add(x, y, p, coefficients, costs));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s, frame %d, QP %d, encoded with %s: %d bits, Y %.3f dB%n",
            input,
            inputOptions.firstFrame,
            job.qp(),
            inspector.firstName(),
            frame.bits(),
            frame.psnrY());
  }

  private InspectionPicture draw(BlockInspector inspector, int cIdx) throws IOException {
    try (VideoReader reader = VideoReader.open(input, inputOptions.rawFormat)) {
      return InspectionPicture.ofFrame(inspector, reader.read(inputOptions.firstFrame), cIdx);
    }
  }

  private void print(BlockInspector inspector) {
    PrintWriter out = spec.commandLine().getOut();
    InspectionText text = new InspectionText(inspector);
    if (block == null && at == null) {
      out.println(text.summary());
      out.print(text.largest(top));
    } else if (inspector.details().isEmpty()) {
      throw new CommandFailure(
          ExitCode.INPUT,
          (block != null ? "block " + block : "at " + at)
              + ": none there that does not round to zero; "
              + input
              + " has "
              + inspector.seen()
              + " blocks");
    } else {
      inspector.details().forEach(d -> out.println(text.block(d)));
    }
    out.flush();
  }
}
