package org.nnrdoq.training.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.training.data.Recordings;
import org.nnrdoq.training.data.Totals;
import org.nnrdoq.training.data.Validation;

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
   * @param byConfiguration share of the gain by coding configuration, on average over the factors
   *     of lambda
   * @param byLambdaFactor share of the gain by what lambda was multiplied by, on average over the
   *     configurations
   */
  public record Entry(
      int step,
      double lostBits,
      double regret,
      double gapClosed,
      double accuracy,
      Map<String, Double> byConfiguration,
      Map<String, Double> byLambdaFactor) {
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

  /**
   * Files a validation; keeps the weights if they are the best so far.
   *
   * @param totals by factor of lambda and recording
   */
  Entry validated(Validation validation, Totals[][] totals, Parameters parameters) {
    Totals all = new Totals();
    List<Map<String, Double>> shares = new ArrayList<>();
    for (Totals[] bySource : totals) {
      Map<String, Totals> configurations = new TreeMap<>();
      for (int i = 0; i < bySource.length; i++) {
        all.add(bySource[i]);
        String name = Recordings.configuration(validation.store().sources().get(i));
        configurations.computeIfAbsent(name, k -> new Totals()).add(bySource[i]);
      }
      Map<String, Double> own = new TreeMap<>();
      configurations.forEach((name, t) -> own.put(name, t.gapClosed()));
      shares.add(own);
    }
    Map<String, Double> byConfiguration = new TreeMap<>();
    for (String name : shares.get(0).keySet()) {
      byConfiguration.put(
          name, shares.stream().mapToDouble(own -> own.get(name)).average().orElseThrow());
    }
    Map<String, Double> byLambdaFactor = new LinkedHashMap<>();
    for (int f = 0; f < totals.length; f++) {
      byLambdaFactor.put(
          String.format(Locale.ROOT, "%s", validation.lambdaFactors()[f]),
          shares.get(f).values().stream().mapToDouble(v -> v).average().orElseThrow());
    }
    Entry entry =
        new Entry(
            step,
            lostCount == 0 ? 0 : lostSum / lostCount,
            all.regret(),
            all.gapClosed(),
            all.accuracy(),
            byConfiguration,
            byLambdaFactor);
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
