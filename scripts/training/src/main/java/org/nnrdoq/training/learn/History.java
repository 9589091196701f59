package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.training.data.Batch;
import org.nnrdoq.training.data.BlockStore;
import org.nnrdoq.training.data.Recordings;

/** What a training run has seen so far: losses, validation scores, the best weights. */
public final class History {
  /**
   * One validation.
   *
   * @param step gradient steps done
   * @param lostBits mean expected cost per decision since the validation before, in training
   * @param regret mean bits per block lost against the teacher
   * @param gapClosed share of the teacher's gain over scalar quantization, all blocks together
   * @param accuracy share of decisions equal to the teacher's
   * @param byConfiguration share of the gain by coding configuration
   */
  public record Entry(
      int step,
      double lostBits,
      double regret,
      double gapClosed,
      double accuracy,
      Map<String, Double> byConfiguration) {
    /** What training tries to raise: the mean share over the configurations. */
    double score() {
      return byConfiguration.values().stream().mapToDouble(v -> v).average().orElse(0);
    }
  }

  public final List<Entry> entries = new ArrayList<>();
  int step;
  List<float[]> best;
  public int bestEntry = -1;
  private double lostSum;
  private int lostCount;

  void trained(double lostBits) {
    step++;
    lostSum += lostBits;
    lostCount++;
  }

  /** Files a validation; keeps the weights if they are the best so far. */
  Entry validated(BlockStore validation, Batch.Totals[] bySource, Parameters parameters) {
    Batch.Totals all = new Batch.Totals();
    Map<String, Batch.Totals> configurations = new TreeMap<>();
    for (int i = 0; i < bySource.length; i++) {
      all.add(bySource[i]);
      configurations
          .computeIfAbsent(
              Recordings.configuration(validation.sources().get(i)), k -> new Batch.Totals())
          .add(bySource[i]);
    }
    Map<String, Double> shares = new TreeMap<>();
    configurations.forEach((k, v) -> shares.put(k, v.gapClosed()));
    Entry entry =
        new Entry(
            step,
            lostCount == 0 ? 0 : lostSum / lostCount,
            all.regret(),
            all.gapClosed(),
            all.accuracy(),
            shares);
    lostSum = 0;
    lostCount = 0;
    entries.add(entry);
    if (bestEntry < 0 || entry.score() > entries.get(bestEntry).score()) {
      bestEntry = entries.size() - 1;
      best = parameters.copyValues();
    }
    return entry;
  }

  /** Starts a new search for the best weights; what was measured stays. */
  void forgetBest() {
    best = null;
    bestEntry = -1;
  }

  /** Whether the last {@code patience} validations brought nothing. */
  boolean stale(int patience) {
    return bestEntry >= 0 && entries.size() - 1 - bestEntry >= patience;
  }
}
