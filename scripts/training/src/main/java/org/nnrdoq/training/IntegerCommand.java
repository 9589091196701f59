package org.nnrdoq.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.BlockFeatures;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.CostScore;
import org.nnrdoq.training.data.Recordings;
import org.nnrdoq.training.publish.IntegerPublisher;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nnrdoq integer}: from a float model to one in integer arithmetic. */
@Command(
    name = "integer",
    mixinStandardHelpOptions = true,
    description =
        "Converts a float model to integer arithmetic, so that it decides alike on every machine,"
            + " and writes it with sidecar, card and manifest entry. Prints what that costs.")
public final class IntegerCommand implements Callable<Integer> {
  /** Blocks between two that are observed, so that they come from all over a recording. */
  private static final int STRIDE = 7;

  @Option(names = "--model", required = true, description = "Float model (.onnx)")
  private Path model;

  @Option(
      names = "--recordings",
      required = true,
      description = "Directory of .nnbr recordings that weights and scales are fitted to")
  private Path recordings;

  @Option(
      names = "--validation",
      required = true,
      description = "Directory of .nnbr recordings to compare both models on")
  private Path validation;

  @Option(
      names = "--blocks",
      defaultValue = "40",
      description = "Blocks of each recording to fit to (default: 40)")
  private int blocks;

  @Option(
      names = "--validation-blocks",
      defaultValue = "100",
      description = "Blocks of each recording to compare on (default: 100)")
  private int validationBlocks;

  @Option(names = "--name", description = "Name of the model (default: the float model's and -int)")
  private String name;

  @Option(
      names = "--out",
      defaultValue = "models",
      description = "Directory that receives the model (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--default-for",
      description = "Makes it the shipped model of a kind, and the float model that of KIND-float")
  private String slot;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (blocks < 1 || validationBlocks < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "--blocks, --validation-blocks: expected 1 or more blocks");
    }
    try {
      convert();
    } catch (RecordingException | ModelException | QuantizerException e) {
      throw new CommandFailure(ExitCode.INPUT, e.getMessage(), e);
    }
    return ExitCode.OK.code();
  }

  private void convert() throws IOException {
    ModelFile floats = ModelFile.open(model);
    if (IntegerModel.isInteger(floats)) {
      throw new ModelException(floats.origin() + ": in integers already: name a float model");
    }
    List<Path> files = Recordings.list(recordings);
    FloatTrunk trunk = new FloatTrunk(floats);
    int observed = 0;
    for (Path file : files) {
      observed += observe(trunk, floats, file);
    }
    String as = name == null ? floats.info().name() + "-int" : name;
    IntegerModel integers = IntegerConverter.convert(as, trunk);
    IntegerPublisher publisher = new IntegerPublisher(floats, integers, as);
    publisher.fittedTo(observed, files);
    score(publisher, floats, integers);
    spec.commandLine().getErr().print(publisher.summary());
    spec.commandLine().getErr().flush();
    spec.commandLine().getOut().println(publisher.publish(out, slot));
  }

  private int observe(FloatTrunk trunk, ModelFile floats, Path file) throws IOException {
    FeatureSet set = FeatureSet.of(floats.info().featureSet());
    if (set == null) {
      throw new ModelException(
          floats.origin() + ": feature set '" + floats.info().featureSet() + "' is unknown");
    }
    BlockFeatures features = new BlockFeatures(set);
    float[] inputs = new float[set.channels() * RecordedBlock.MAX_COEFFICIENTS];
    float[] blockInputs = new float[set.blockChannels()];
    EntropyCosts costs = new EntropyCosts();
    RecordedBlock recorded = new RecordedBlock();
    int count = 0;
    try (RecordingReader reader = new RecordingReader(file)) {
      for (int i = 0; count < blocks && reader.read(recorded); i++) {
        BlockParameters block = RecordedBlocks.parameters(recorded);
        if (i % STRIDE != 0 || features.round(block, recorded.coefficients()) == 0) {
          continue;
        }
        if (set.needsCosts() && !recorded.hasCosts()) {
          throw new RecordingException(file + ": a block lacks entropy costs");
        }
        if (recorded.hasCosts()) {
          RecordedBlocks.getCosts(recorded, costs);
        }
        features.inputs(inputs, 0, costs);
        features.blockInputs(blockInputs, 0);
        trunk.observe(features.height(), features.width(), inputs, blockInputs);
        count++;
      }
    }
    return count;
  }

  private void score(IntegerPublisher publisher, ModelFile floats, IntegerModel integers)
      throws IOException {
    boolean sequential = floats.info().kind().equals("ar");
    try (Quantizer a =
            sequential
                ? new ArQuantizer("float", ReferenceSequentialNetwork.open(floats))
                : new FcnQuantizer("float", OrtNetwork.open(floats));
        Quantizer b =
            sequential
                ? new ArQuantizer("integer", new IntegerSequentialNetwork(integers))
                : new FcnQuantizer("integer", new IntegerNetwork(integers))) {
      for (boolean signHiding : new boolean[] {false, true}) {
        try (CostScore score = new CostScore(signHiding, List.of(a, b))) {
          for (Path file : Recordings.list(validation)) {
            score.add(file, validationBlocks);
          }
          publisher.scored(signHiding, score);
        }
      }
    }
  }
}
