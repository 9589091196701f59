package org.nnrdoq.experiment.result;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.nnrdoq.experiment.bd.Figure;

/**
 * What can be had for which time: every setup with every candidate by processor time and BD-rate,
 * both against one of them. A choice is on the front if no other is at least as fast and at least
 * as good, and better in one of the two.
 *
 * @param anchor the choice that the others are measured against; its time is 1, its BD-rate 0
 * @param choices by ascending time
 * @since 1.0
 */
public record Front(Choice anchor, List<Entry> choices) {
  /**
   * A candidate under a setup.
   *
   * @param setup its name, for example a preset
   * @param candidate its name
   */
  public record Choice(String setup, String candidate) {
    /** {@return the choice as people write it: {@code medium/rdoq}} */
    public String text() {
      return setup + "/" + candidate;
    }
  }

  /**
   * What was measured of a choice.
   *
   * @param time processor time to that of the anchor, start-up left out
   * @param bdRateY luma BD-rate against the anchor in percent, mean over the clips
   * @param bdRateU the same of Cb
   * @param bdRateV the same of Cr
   */
  public record Measured(
      Choice choice, Spread time, Figure bdRateY, Figure bdRateU, Figure bdRateV) {}

  /**
   * A choice and where it stands.
   *
   * @param measured what was measured
   * @param isReference whether it is one of those that there were before
   * @param isOnReferenceFront whether it is on the front of those
   * @param isOnFront whether it is on the front of all
   * @param gain luma BD-rate against the front of the references at equal time, in points of
   *     percent; negative: better
   * @param timeRatio time to that of the front of the references at equal luma BD-rate
   */
  public record Entry(
      Measured measured,
      boolean isReference,
      boolean isOnReferenceFront,
      boolean isOnFront,
      Figure gain,
      Figure timeRatio) {}

  /**
   * Copies the collections.
   *
   * @param anchor the choice that the others are measured against; its time is 1, its BD-rate 0
   * @param choices by ascending time
   */
  public Front {
    choices = List.copyOf(choices);
  }

  /** A choice as a point: natural logarithm of time, luma BD-rate. */
  private record Place(double time, double rate) {}

  /**
   * Places choices.
   *
   * @param anchor the choice that others are measured against
   * @param all what was measured; choices without a luma BD-rate are on no front
   * @param isReference which ones there were before: the others are compared with the front of them
   * @return the fronts and each choice against them
   */
  public static Front of(Choice anchor, List<Measured> all, Predicate<Choice> isReference) {
    List<Place> references =
        all.stream()
            .filter(m -> isReference.test(m.choice))
            .flatMap(m -> place(m).stream())
            .toList();
    List<Place> everything = all.stream().flatMap(m -> place(m).stream()).toList();
    List<Place> referenceFront =
        references.stream().filter(p -> isOn(p, references)).distinct().toList();
    List<Entry> entries = new ArrayList<>();
    for (Measured m : all) {
      boolean reference = isReference.test(m.choice);
      List<Place> place = place(m);
      Figure nothing = Figure.missing("it has no luma BD-rate");
      entries.add(
          new Entry(
              m,
              reference,
              reference && !place.isEmpty() && isOn(place.get(0), references),
              !place.isEmpty() && isOn(place.get(0), everything),
              place.isEmpty() ? nothing : gain(place.get(0), referenceFront),
              place.isEmpty() ? nothing : timeRatio(place.get(0), referenceFront)));
    }
    entries.sort(Comparator.comparingDouble(e -> e.measured.time.median()));
    return new Front(anchor, entries);
  }

  /** None if there is no BD-rate. */
  private static List<Place> place(Measured m) {
    return m.bdRateY.number().isEmpty()
        ? List.of()
        : List.of(new Place(Math.log(m.time.median()), m.bdRateY.number().getAsDouble()));
  }

  private static boolean isOn(Place place, List<Place> places) {
    return places.stream()
        .noneMatch(p -> p.time <= place.time && p.rate <= place.rate && !p.equals(place));
  }

  private static Figure gain(Place place, List<Place> front) {
    List<Place> byTime = front.stream().sorted(Comparator.comparingDouble(Place::time)).toList();
    if (byTime.isEmpty() || place.time < byTime.get(0).time) {
      return Figure.missing("faster than every reference");
    }
    Place before = byTime.get(0);
    for (Place p : byTime) {
      if (p.time > place.time) {
        double share = (place.time - before.time) / (p.time - before.time);
        return Figure.of(place.rate - (before.rate + share * (p.rate - before.rate)));
      }
      before = p;
    }
    return Figure.of(place.rate - before.rate);
  }

  private static Figure timeRatio(Place place, List<Place> front) {
    List<Place> byRate =
        front.stream().sorted(Comparator.comparingDouble(Place::rate).reversed()).toList();
    if (byRate.isEmpty() || place.rate < byRate.get(byRate.size() - 1).rate) {
      return Figure.missing("better than every reference");
    }
    Place before = byRate.get(0);
    for (Place p : byRate) {
      if (p.rate <= place.rate) {
        double share =
            p.rate == before.rate ? 0 : (before.rate - place.rate) / (before.rate - p.rate);
        share = Math.max(0, share);
        return Figure.of(Math.exp(place.time - (before.time + share * (p.time - before.time))));
      }
      before = p;
    }
    throw new IllegalStateException("the last place of the front is not worse than " + place);
  }
}
