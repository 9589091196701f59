package org.nnrdoq.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.FloatTrunk;
import org.nnrdoq.network.integer.IntegerConverter;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.training.data.BlockScratch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.CostScore;
import org.nnrdoq.training.data.LambdaFactors;
import org.nnrdoq.training.data.Recordings;
import org.nnrdoq.training.publish.Admission;
import org.nnrdoq.training.publish.IntegerPublisher;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nnrdoq integer}: from a float model to one in integer arithmetic. */
@Command(
    name = "integer",
    mixinStandardHelpOptions = true,
    description =
        "Converts a float model to integer arithmetic, so that it decides alike on every machine,"
            + " and writes it with sidecar, card and manifest entry. Prints what that costs.")
public final class IntegerCommand implements Callable<Integer> {
  /** Decides which blocks of a recording are observed. */
  private static final long SEED = 1;

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

  @Mixin private PublishOptions publishing;

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
    String as = name == null ? floats.info().name() + "-int" : name;
    publishing.check(as);
    FloatTrunk trunk = new FloatTrunk(floats);
    BlockStore store = BlockStore.load(recordings, blocks, SEED);
    store.requireDisjoint(BlockStore.load(validation, 1, SEED));
    observe(trunk, floats, store);
    IntegerModel integers = IntegerConverter.convert(as, trunk);
    IntegerPublisher publisher = new IntegerPublisher(floats, integers, as);
    publisher.fittedTo(store.size(), store.sources().size());
    score(publisher, floats, integers);
    spec.commandLine().getErr().print(publisher.summary());
    spec.commandLine().getErr().flush();
    Admission admission = new Admission(validation, validationBlocks);
    Path published = publishing.publish(publisher.files(), publisher.floatName(), admission);
    spec.commandLine().getOut().println(published);
  }

  /** Shows the trunk an even sample of each recording, at the lambdas that it was trained at. */
  private static void observe(FloatTrunk trunk, ModelFile floats, BlockStore store) {
    FeatureSet set = FeatureSet.of(floats.info().featureSet());
    if (set == null) {
      throw new ModelException(
          floats.origin() + ": feature set '" + floats.info().featureSet() + "' is unknown");
    }
    JsonNode trained = floats.sidecar().at("/training/lambdaFactors");
    LambdaFactors factors =
        new LambdaFactors(trained.path("from").asDouble(1), trained.path("to").asDouble(1));
    SplittableRandom random = new SplittableRandom(SEED);
    BlockScratch scratch = new BlockScratch(set);
    float[] inputs = new float[set.channels() * RecordedBlock.MAX_COEFFICIENTS];
    float[] blockInputs = new float[set.blockChannels()];
    for (int i = 0; i < store.size(); i++) {
      scratch.start(store, i, factors.draw(random));
      scratch.describe(inputs, blockInputs);
      trunk.observe(store.height(i), store.width(i), inputs, blockInputs);
    }
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
