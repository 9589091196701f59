package org.nnrdoq.experiment.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A sequence under a setup.
 *
 * @param setup name of the setup
 * @param name of the sequence
 * @param label unique: the name, after the setup's if there are several setups
 * @param sequenceClass its class, or {@code null}
 * @param sha256 of the file
 * @param width luma columns
 * @param height luma rows
 * @param bitDepth bits of a sample
 * @param fps frames a second
 * @param firstFrame first frame that was coded, 0-based
 * @param frames number of frames that were coded
 * @param quantizers one row for each quantizer
 * @since 1.0
 */
public record SequenceResult(
    String setup,
    String name,
    String label,
    @JsonProperty("class") String sequenceClass,
    String sha256,
    int width,
    int height,
    int bitDepth,
    double fps,
    int firstFrame,
    int frames,
    List<Row> quantizers) {
  /**
   * What a file leaves out is empty; the label is then the name.
   *
   * @param setup name of the setup
   * @param name of the sequence
   * @param label unique: the name, after the setup's if there are several setups
   * @param sequenceClass its class, or {@code null}
   * @param sha256 of the file
   * @param width luma columns
   * @param height luma rows
   * @param bitDepth bits of a sample
   * @param fps frames a second
   * @param firstFrame first frame that was coded, 0-based
   * @param frames number of frames that were coded
   * @param quantizers one row for each quantizer
   */
  public SequenceResult {
    label = label == null ? name : label;
    quantizers = quantizers == null ? List.of() : List.copyOf(quantizers);
  }

  SequenceResult ofSecondSchema() {
    return new SequenceResult(
        setup,
        name,
        label,
        sequenceClass,
        sha256,
        width,
        height,
        bitDepth,
        fps,
        firstFrame,
        frames,
        quantizers.stream()
            .map(r -> r.withPoints(r.points().stream().map(RatePoint::withFalseAsUnknown).toList()))
            .toList());
  }

  /**
   * {@return the row of a quantizer, if there is one}
   *
   * @param quantizer a quantizer's name in this comparison
   */
  public Optional<Row> row(String quantizer) {
    return quantizers.stream().filter(r -> quantizer.equals(r.quantizer())).findFirst();
  }

  /**
   * The points of one curve, by ascending QP.
   *
   * @param quantizer a quantizer's name in this comparison
   * @return the points; empty if it has none
   */
  public List<RatePoint> curve(String quantizer) {
    return row(quantizer).map(Row::points).orElse(List.of());
  }
}
