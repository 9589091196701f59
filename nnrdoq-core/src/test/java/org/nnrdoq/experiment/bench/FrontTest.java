package org.nnrdoq.experiment.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Front;
import org.nnrdoq.experiment.result.Spread;

class FrontTest {
  private static final Front.Choice ANCHOR = new Front.Choice("medium", "rdoq");

  private final List<Front.Measured> all = new ArrayList<>();

  private void add(String setup, String candidate, double time, double rate) {
    add(setup, candidate, time, Figure.of(rate));
  }

  private void add(String setup, String candidate, double time, Figure rate) {
    Figure none = Figure.missing("not measured");
    all.add(
        new Front.Measured(
            new Front.Choice(setup, candidate), new Spread(time, time, time), rate, none, none));
  }

  private Front front() {
    return Front.of(ANCHOR, all, c -> !c.candidate().equals("fcn"));
  }

  private Front.Entry entry(String setup, String candidate) {
    Front.Choice choice = new Front.Choice(setup, candidate);
    return front().choices().stream()
        .filter(e -> e.measured().choice().equals(choice))
        .findFirst()
        .orElseThrow();
  }

  private void addReferences() {
    add("slow", "rdoq", 4, -4);
    add("fast", "sq", 0.25, 10);
    add("medium", "rdoq", 1, 0);
    add("odd", "rdoq", 2, 1); // slower and worse than medium
  }

  @Test
  void choices_areOrderedByTime() {
    addReferences();
    assertEquals(
        List.of("fast", "medium", "odd", "slow"),
        front().choices().stream().map(e -> e.measured().choice().setup()).toList());
  }

  @Test
  void front_leavesOutWhatAnotherBeatsInBoth() {
    addReferences();
    add("fast", "fcn", 0.5, -1);
    assertTrue(entry("fast", "fcn").isOnFront());
    assertFalse(entry("medium", "rdoq").isOnFront(), "fast with fcn is faster and better");
    assertTrue(entry("medium", "rdoq").isOnReferenceFront());
    assertFalse(entry("odd", "rdoq").isOnReferenceFront());
    assertFalse(entry("fast", "fcn").isOnReferenceFront(), "a network is no reference");
    assertTrue(entry("slow", "rdoq").isOnFront());
  }

  /** Halfway in the logarithm of time there is halfway in BD-rate. */
  @Test
  void gain_isToTheReferencesAtEqualTime() {
    addReferences();
    add("fast", "fcn", 0.5, 3);
    Front.Entry e = entry("fast", "fcn");
    assertEquals(3 - 5, e.gain().number().orElseThrow(), 1e-12);
    double halfway = Math.exp((0.3 * Math.log(0.25)) + 0.7 * Math.log(1));
    assertEquals(0.5 / halfway, e.timeRatio().number().orElseThrow(), 1e-12);
  }

  @Test
  void gain_isMissing_beyondTheReferences() {
    addReferences();
    add("tiny", "fcn", 0.1, 12);
    add("huge", "fcn", 8, -5);
    assertEquals("faster than every reference", entry("tiny", "fcn").gain().why().orElseThrow());
    assertEquals(
        0.1 / 0.25,
        entry("tiny", "fcn").timeRatio().number().orElseThrow(),
        1e-12,
        "to the fastest");
    assertEquals(
        "better than every reference", entry("huge", "fcn").timeRatio().why().orElseThrow());
    assertEquals(-1, entry("huge", "fcn").gain().number().orElseThrow(), 1e-12, "to the slowest");
  }

  @Test
  void choiceWithoutABdRate_isOnNoFront() {
    addReferences();
    add("lost", "fcn", 0.01, Figure.missing("the curves do not overlap"));
    Front.Entry e = entry("lost", "fcn");
    assertFalse(e.isOnFront());
    assertTrue(e.gain().why().isPresent() && e.timeRatio().why().isPresent());
  }
}
