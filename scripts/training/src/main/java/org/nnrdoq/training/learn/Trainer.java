package org.nnrdoq.training.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.TrainConfig;
import org.nnrdoq.training.data.Validation;

/**
 * Trains a network on recorded blocks.
 *
 * <p>Everything random in a step comes from the seed and the step's number, so a run that was
 * killed and resumed ends with the same weights as one that was not (on the same machine, one
 * thread).
 */
public final class Trainer {
  /** Told about progress. */
  public interface Listener {
    void step(int step, double lostBits);

    void validated(History.Entry entry);
  }

  private final TrainConfig config;
  private final BlockStore training;
  private final Validation validation;
  private final Learner learner;
  private final int[][] shapes;
  private final double[] cumulative = new double[BlockStore.SHAPES];
  private History history = new History();

  /**
   * A run that has not begun.
   *
   * @param training blocks to learn from
   * @param validation blocks to choose the best weights by
   */
  public Trainer(TrainConfig config, Learner learner, BlockStore training, BlockStore validation) {
    this.config = config;
    this.learner = learner;
    this.training = training;
    this.shapes = training.byShape();
    double sum = 0;
    for (int s = 0; s < shapes.length; s++) {
      sum += (double) shapes[s].length * BlockStore.area(s);
      cumulative[s] = sum;
    }
    if (sum == 0) {
      throw new IllegalArgumentException(
          "the recordings hold no block that does not round to zero");
    }
    this.validation = new Validation(config, validation, config.validationFactors());
  }

  public Learner learner() {
    return learner;
  }

  public History history() {
    return history;
  }

  /**
   * Trains until the steps are done or the score stops rising; the model then has the best weights.
   *
   * @param checkpoint file to resume from and to save to, or {@code null}
   */
  public void run(Path checkpoint, Listener listener) throws IOException {
    if (checkpoint != null) {
      history = Checkpoint.read(checkpoint, config, learner.parameters());
    }
    while (goesOn()) {
      double lost = step(history.step);
      history.trained(lost);
      listener.step(history.step, lost);
      if (history.step % config.validateEvery() == 0 || history.step == config.steps()) {
        listener.validated(history.validated(validation, evaluate(), learner.parameters()));
        if (checkpoint != null) {
          Checkpoint.write(checkpoint, config, learner.parameters(), history);
        }
      }
    }
    if (history.best != null) {
      learner.parameters().setValues(history.best);
    }
  }

  /** Whether to take another step; begins the part of the run on rounded weights when it is due. */
  private boolean goesOn() {
    int roundedFrom = config.steps() - config.integerSteps();
    if (history.step < roundedFrom && history.stale(config.patience()) && config.rounds()) {
      history.step = roundedFrom;
      learner.parameters().setValues(history.best);
    }
    if (history.step == roundedFrom && config.rounds()) {
      history.forgetBest(); // float weights do not compete with rounded ones
    }
    learner.parameters().setRounded(config.rounds() && history.step >= roundedFrom);
    return history.step < config.steps() && !history.stale(config.patience());
  }

  private double learningRate(int step) {
    double progress = (double) step / config.steps();
    double warm = Math.min(1, (step + 1) / 100.0);
    return config.learningRate() * warm * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * progress)));
  }

  private int[] draw(SplittableRandom random) {
    if (learner.mixesShapes()) {
      return random.ints(config.mixedBlocksPerBatch(), 0, training.size()).toArray();
    }
    double at = random.nextDouble() * cumulative[cumulative.length - 1];
    int shape = 0;
    while (cumulative[shape] <= at) {
      shape++;
    }
    int[] indices = new int[config.blocksPerBatch(shape)];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = shapes[shape][random.nextInt(shapes[shape].length)];
    }
    return indices;
  }

  private double[] drawLambdaFactors(int count, SplittableRandom random) {
    double[] factors = new double[count];
    for (int i = 0; i < count; i++) {
      factors[i] = config.lambdaFactors().draw(random);
    }
    return factors;
  }

  private double step(int step) {
    SplittableRandom random = new SplittableRandom(config.seed() * 1_000_003L + step);
    boolean onPolicy = step >= config.teacherShare() * config.steps();
    int[] indices = draw(random);
    double[] factors = drawLambdaFactors(indices.length, random);
    List<float[]> gradients = new ArrayList<>();
    double lost = learner.gradients(training, indices, factors, onPolicy, random, gradients);
    learner.parameters().update(gradients, learningRate(step));
    return lost;
  }

  /**
   * What the network's decisions on the validation blocks cost, by factor of lambda and recording.
   */
  Totals[][] evaluate() {
    Totals[][] totals = new Totals[validation.lambdaFactors().length][];
    for (int f = 0; f < totals.length; f++) {
      totals[f] = validation.start(f);
      for (Validation.Part part : validation.parts(f)) {
        learner.evaluate(validation.store(), part, totals[f]);
      }
    }
    return totals;
  }
}
