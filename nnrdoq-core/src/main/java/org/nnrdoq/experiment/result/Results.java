package org.nnrdoq.experiment.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Bjontegaard;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.bd.RdPoint;
import org.nnrdoq.experiment.plan.Absence;

/**
 * All that a comparison brought: the content of results.json, which test-sequences/README.md
 * describes. Whatever shows or judges results does it with this record, be it computed just now or
 * read from a file.
 *
 * @param schema {@value #SCHEMA}
 * @param run where and with what the results were made
 * @param settings what is equal for all encodes
 * @param quantizers under comparison, in the order of the plan
 * @param setups encoders in a configuration
 * @param sequences one entry for each trial, in the plan's order
 * @param classes means over the sequences of a class, where a setup has several
 * @param overall means over all sequences of a setup
 * @param missing what belongs here but could not be run
 * @since 1.0
 */
public record Results(
    String schema,
    RunInfo run,
    Settings settings,
    List<Quantizer> quantizers,
    List<SetupEntry> setups,
    List<SequenceResult> sequences,
    List<Row> classes,
    List<Row> overall,
    List<Missing> missing) {
  /** Value of the file's field {@code schema}. */
  public static final String SCHEMA = "nnrdoq-results-2";

  /** The schema before, which is read too. */
  private static final String FIRST_SCHEMA = "nnrdoq-results-1";

  /** Name of the file in a run's folder. */
  public static final String FILE = "results.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * What is equal for all encodes.
   *
   * @param anchor name of the quantizer that the others are measured against
   * @param qps slice QPs, ascending
   * @param threads worker threads of each encode
   * @param interpolation name of the curve that figures without another name are drawn with
   * @param psnrYuv formula of the PSNR over all components
   * @param tools coding tools
   */
  public record Settings(
      String anchor,
      List<Integer> qps,
      int threads,
      String interpolation,
      String psnrYuv,
      EncodeJob.Tools tools) {
    /**
     * What a file leaves out is empty.
     *
     * @param anchor name of the quantizer that the others are measured against
     * @param qps slice QPs, ascending
     * @param threads worker threads of each encode
     * @param interpolation name of the curve that figures without another name are drawn with
     * @param psnrYuv formula of the PSNR over all components
     * @param tools coding tools
     */
    public Settings {
      qps = qps == null ? List.of() : List.copyOf(qps);
    }
  }

  /**
   * A quantizer under comparison.
   *
   * @param name unique
   * @param kind name of its kind
   * @param modelSha256 of its network; {@code null} if it has none
   */
  public record Quantizer(String name, String kind, String modelSha256) {}

  /**
   * An encoder in a configuration.
   *
   * @param name unique
   * @param encoder name of the encoder
   * @param configuration of the common test conditions, or {@code null}
   * @param options settings of the encoder
   */
  public record SetupEntry(
      String name, String encoder, String configuration, Map<String, String> options) {}

  /**
   * A sequence that belongs to the comparison but could not be run.
   *
   * @param setup where it is missing
   * @param sequence its name
   * @param sequenceClass its class, or {@code null}
   * @param reason in one line
   */
  public record Missing(
      String setup, String sequence, @JsonProperty("class") String sequenceClass, String reason) {}

  /**
   * Means over the same sequences, one row for each quantizer.
   *
   * @param setup name of the setup
   * @param sequenceClass class of the sequences; {@code null}: all of the setup
   * @param rows in the order of the quantizers
   * @param pointers where results.json has each row (RFC 6901)
   */
  public record Group(String setup, String sequenceClass, List<Row> rows, List<String> pointers) {}

  /**
   * What a file leaves out is empty.
   *
   * @param schema {@value #SCHEMA}
   * @param run where and with what the results were made
   * @param settings what is equal for all encodes
   * @param quantizers under comparison, in the order of the plan
   * @param setups encoders in a configuration
   * @param sequences one entry for each trial, in the plan's order
   * @param classes means over the sequences of a class, where a setup has several
   * @param overall means over all sequences of a setup
   * @param missing what belongs here but could not be run
   */
  public Results {
    quantizers = quantizers == null ? List.of() : List.copyOf(quantizers);
    setups = setups == null ? List.of() : List.copyOf(setups);
    sequences = sequences == null ? List.of() : List.copyOf(sequences);
    classes = classes == null ? List.of() : List.copyOf(classes);
    overall = overall == null ? List.of() : List.copyOf(overall);
    missing = missing == null ? List.of() : List.copyOf(missing);
  }

  /**
   * Reads results.
   *
   * @param run folder of a run, or its results.json
   * @return what the file says
   * @throws IOException in one line, if it is not there or no results file
   */
  public static Results read(Path run) throws IOException {
    Path file = file(run);
    Results results;
    try {
      results = JSON.readValue(Files.readAllBytes(file), Results.class);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file; give a run's folder or its " + FILE, e);
    } catch (JsonProcessingException e) {
      String problem = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("damaged");
      throw new IOException(file + ": no results file: " + problem, e);
    }
    if (results != null && FIRST_SCHEMA.equals(results.schema)) {
      results = results.ofSecondSchema();
    }
    if (results == null || !SCHEMA.equals(results.schema)) {
      String schema = results == null || results.schema == null ? "" : results.schema;
      throw new IOException(file + ": schema '" + schema + "': expected " + SCHEMA);
    }
    if (results.run == null || results.settings == null) {
      throw new IOException(file + ": no results file: 'run' or 'settings' is missing");
    }
    return results;
  }

  private Results ofSecondSchema() {
    return new Results(
        SCHEMA,
        run,
        settings,
        quantizers,
        setups,
        sequences.stream().map(SequenceResult::ofSecondSchema).toList(),
        classes,
        overall,
        missing);
  }

  /**
   * {@return the results file of a run that is named by its folder or by that file}
   *
   * @param run folder of a run, or its results.json
   */
  public static Path file(Path run) {
    return Files.isDirectory(run) ? run.resolve(FILE) : run;
  }

  /** {@return the content of results.json} */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return name of the quantizer that the others are measured against} */
  public String anchor() {
    return settings.anchor;
  }

  /** {@return the curve that figures without another name are drawn with} */
  public Interpolation interpolation() {
    return Stream.of(Interpolation.values())
        .filter(i -> i.id().equals(settings.interpolation))
        .findFirst()
        .orElse(Interpolation.PCHIP);
  }

  /** {@return whether the sequences are coded under more than one setup} */
  public boolean hasSeveralSetups() {
    return setups.size() > 1;
  }

  /** {@return whether there is more than one sequence, missing ones counted too} */
  public boolean hasMeans() {
    return sequences.size() + missing.size() > 1;
  }

  /**
   * {@return what quantized with one of the names, each once; several if machines differed}
   *
   * @param quantizer a quantizer's name in this comparison
   */
  public List<String> ran(String quantizer) {
    return sequences.stream()
        .flatMap(s -> s.curve(quantizer).stream())
        .map(RatePoint::ran)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /**
   * {@return SHA-256 of a quantizer's network; {@code null} if it has none}
   *
   * @param quantizer a quantizer's name in this comparison
   */
  public String modelSha256(String quantizer) {
    return quantizers.stream()
        .filter(q -> quantizer.equals(q.name))
        .map(Quantizer::modelSha256)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * {@return the means of each setup: those of its classes, if there are several, then that over
   * all}
   */
  public List<Group> groups() {
    Map<List<String>, Group> groups = new LinkedHashMap<>();
    for (SetupEntry setup : setups) {
      collect(groups, setup.name, classes, "/classes/");
      collect(groups, setup.name, overall, "/overall/");
    }
    return List.copyOf(groups.values());
  }

  private static void collect(
      Map<List<String>, Group> groups, String setup, List<Row> rows, String base) {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (setup.equals(row.setup())) {
        Group group =
            groups.computeIfAbsent(
                List.of(setup, base, String.valueOf(row.sequenceClass())),
                k -> new Group(setup, row.sequenceClass(), new ArrayList<>(), new ArrayList<>()));
        group.rows.add(row);
        group.pointers.add(base + i);
      }
    }
  }

  /**
   * {@return name of a mean in tables, with how many sequences it covers}
   *
   * @param mean a row of {@link #groups}
   */
  public String label(Row mean) {
    String setup = hasSeveralSetups() ? mean.setup() + " " : "";
    String part = mean.sequenceClass() == null ? "" : "class " + mean.sequenceClass() + " ";
    return setup + part + "mean of " + mean.sequencesUsed() + "/" + mean.sequencesTotal();
  }

  /**
   * The relative difference of a curve to the anchor's over luma PSNR: how many percent of rate at
   * each quality. Empty where there is no BD-rate.
   *
   * @param sequence one of {@link #sequences}
   * @param quantizer a quantizer's name in this comparison
   * @param samples number of qualities, 2 or more
   * @return pairs of PSNR in dB and percent
   */
  public List<double[]> relativeDifference(SequenceResult sequence, String quantizer, int samples) {
    return Bjontegaard.rateDifference(
        lumaCurve(sequence.curve(anchor())),
        lumaCurve(sequence.curve(quantizer)),
        interpolation(),
        samples);
  }

  /**
   * {@return rate and luma PSNR; infinite for lossless points}
   *
   * @param points of one curve
   */
  public static List<RdPoint> lumaCurve(List<RatePoint> points) {
    return points.stream()
        .map(p -> new RdPoint(p.kbps(), p.psnrY() == null ? Double.POSITIVE_INFINITY : p.psnrY()))
        .toList();
  }

  /** {@return what is missing, in lines {@code setups: reason: sequences}} */
  public List<String> missingLines() {
    return Absence.lines(
        missing.stream().map(m -> List.of(m.setup, m.reason, m.sequence)).toList());
  }
}
