package org.nnrdoq.experiment.regression;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.result.Metric;
import org.nnrdoq.experiment.result.RatePoint;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.SequenceResult;
import org.nnrdoq.io.file.AtomicOutput;

/**
 * Figures that were once accepted; what later results are held against.
 *
 * <p>A figure belongs to the network it was measured with: results of another one are new, whatever
 * they are, until somebody has looked at them. BD-rates of short clips cannot replace that, since
 * other decisions move them by some tenths of a percent either way; a slightly damaged network may
 * even come out ahead.
 *
 * @param figures by {@code sequence/quantizer}, the means over all sequences by {@code
 *     mean/quantizer}
 */
public record Baseline(Map<String, Accepted> figures) {
  /** Value of the file's field {@code schema}. */
  public static final String SCHEMA = "nnrdoq-baseline-2";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * What was accepted for a quantizer on a sequence.
   *
   * @param bdRateY luma BD-rate in percent
   * @param modelSha256 of the network; {@code null} if the quantizer has none
   */
  public record Accepted(double bdRateY, String modelSha256) {}

  /**
   * How one figure does.
   *
   * @param name {@code sequence/quantizer}
   * @param passed whether it is good enough
   * @param changed whether it is not what was accepted, be it better or worse
   * @param text figures and difference, or why there is none
   * @param seconds processor time of the encodes behind it
   */
  public record Verdict(String name, boolean passed, boolean changed, String text, double seconds) {
    static Verdict failed(String name, String text) {
      return new Verdict(name, false, true, text, 0);
    }
  }

  /** A row of results with its quantizer's network. */
  private record Measured(Row row, String modelSha256) {
    Figure rate() {
      return row.figure(Metric.BD_RATE_Y);
    }

    double seconds() {
      return row.points() == null
          ? 0
          : row.points().stream().mapToDouble(RatePoint::cpuSeconds).sum();
    }
  }

  /**
   * Takes the figures of results.
   *
   * @throws IOException if a figure is missing, or nothing is compared
   */
  public static Baseline accept(Results results) throws IOException {
    Map<String, Accepted> figures = new TreeMap<>();
    for (Map.Entry<String, Measured> e : rows(results).entrySet()) {
      Figure rate = e.getValue().rate();
      if (rate.number().isEmpty()) {
        throw new IOException(e.getKey() + " has no BD-rate: " + rate.why().orElseThrow());
      }
      figures.put(e.getKey(), new Accepted(rate.number().getAsDouble(), e.getValue().modelSha256));
    }
    return new Baseline(figures);
  }

  /** Reads a baseline file. */
  public static Baseline read(Path file) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.path("schema").asText().equals(SCHEMA)) {
      throw new IOException(
          file + ": schema '" + root.path("schema").asText() + "': expected " + SCHEMA);
    }
    Map<String, Accepted> figures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> e : root.path("figures").properties()) {
      JsonNode rate = e.getValue().path("bdRateY");
      if (!rate.isNumber()) {
        throw new IOException(file + ": " + e.getKey() + ": bdRateY: expected a number");
      }
      figures.put(
          e.getKey(), new Accepted(rate.asDouble(), e.getValue().path("modelSha256").asText(null)));
    }
    if (figures.isEmpty()) {
      throw new IOException(file + ": holds no figure; make it with --update-baseline");
    }
    return new Baseline(figures);
  }

  /** Writes a baseline file. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    ObjectNode all = root.putObject("figures");
    figures.forEach(
        (name, f) -> {
          ObjectNode node = all.putObject(name);
          // four digits: a review reads them, and the last bits of a logarithm are the machine's
          node.put("bdRateY", Math.rint(f.bdRateY * 1e4) / 1e4);
          if (f.modelSha256 != null) {
            node.put("modelSha256", f.modelSha256);
          }
        });
    AtomicOutput.write(file, JSON.writeValueAsString(root) + "\n");
  }

  /**
   * Holds results against this baseline; what changed comes first. A figure of the baseline that
   * the results lack fails; one that the baseline lacks fails too, because nobody has accepted it.
   *
   * @param maxLoss how many percentage points a BD-rate may rise
   * @param anyModel whether a network other than the accepted one is judged by its figures alone
   */
  public List<Verdict> check(Results results, double maxLoss, boolean anyModel) throws IOException {
    Map<String, Measured> rows = rows(results);
    List<Verdict> verdicts = new ArrayList<>();
    for (Map.Entry<String, Accepted> e : figures.entrySet()) {
      Measured now = rows.remove(e.getKey());
      if (now == null) {
        verdicts.add(Verdict.failed(e.getKey(), "missing in the results"));
      } else if (now.rate().number().isEmpty()) {
        String reason = now.rate().why().orElseThrow();
        verdicts.add(Verdict.failed(e.getKey(), "no BD-rate: " + reason));
      } else {
        verdicts.add(judge(e.getKey(), e.getValue(), now, maxLoss, anyModel));
      }
    }
    for (String name : rows.keySet()) {
      verdicts.add(Verdict.failed(name, "not in the baseline; review and update it"));
    }
    // failures, then other changes, then what is as it was
    verdicts.sort(Comparator.comparing(Verdict::passed).thenComparing(v -> !v.changed()));
    return verdicts;
  }

  /**
   * Sequences that belong to the results but could not be run or have no BD-rate, a line each:
   * means leave them out without a sign in the figures.
   */
  public static List<String> gaps(Results results) {
    List<String> gaps = new ArrayList<>(results.missingLines());
    for (SequenceResult s : results.sequences()) {
      for (Row row : s.quantizers()) {
        Figure rate = row.figure(Metric.BD_RATE_Y);
        if (rate.number().isEmpty()) {
          gaps.add(s.label() + " " + row.quantizer() + ": " + rate.why().orElseThrow());
        }
      }
    }
    return gaps;
  }

  /** Names of figures that another baseline lacks, sorted. */
  public List<String> without(Baseline other) {
    return figures.keySet().stream()
        .filter(name -> !other.figures.containsKey(name))
        .sorted()
        .toList();
  }

  private static Verdict judge(
      String name, Accepted accepted, Measured now, double maxLoss, boolean anyModel) {
    double rate = now.rate().number().orElseThrow();
    double loss = rate - accepted.bdRateY;
    String text =
        String.format(
            Locale.ROOT,
            "BD-rate Y %+.3f %%, baseline %+.3f %%, change %+.3f (at most %+.3f)",
            rate,
            accepted.bdRateY,
            loss,
            maxLoss);
    boolean known = anyModel || Objects.equals(accepted.modelSha256, now.modelSha256);
    if (!known) {
      text +=
          String.format(
              Locale.ROOT,
              "; network %s is not the accepted %s, review and update the baseline",
              shortened(now.modelSha256),
              shortened(accepted.modelSha256));
    }
    // what the file rounds away is no loss
    boolean changed = !known || Math.abs(loss) > 1e-4;
    return new Verdict(name, known && loss <= maxLoss + 1e-4, changed, text, now.seconds());
  }

  private static String shortened(String sha256) {
    return sha256 == null ? "none" : sha256.substring(0, Math.min(8, sha256.length()));
  }

  /** Verdicts as JUnit XML, for systems that collect test reports. */
  public static String junit(List<Verdict> verdicts) {
    long failed = verdicts.stream().filter(v -> !v.passed).count();
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append(
        String.format(
            Locale.ROOT,
            "<testsuite name=\"nnrdoq experiment check\" tests=\"%d\" failures=\"%d\""
                + " errors=\"0\" skipped=\"0\" time=\"%.3f\">\n",
            verdicts.size(),
            failed,
            verdicts.stream().mapToDouble(Verdict::seconds).sum()));
    for (Verdict v : verdicts) {
      int slash = v.name.lastIndexOf('/');
      out.append(
          String.format(
              Locale.ROOT,
              "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">",
              escape("nnrdoq." + v.name.substring(0, slash).replace('.', '_')),
              escape(v.name.substring(slash + 1)),
              v.seconds));
      out.append(
          String.format(
              Locale.ROOT,
              v.passed ? "<system-out>%s</system-out>" : "<failure message=\"%s\"/>",
              escape(v.text)));
      out.append("</testcase>\n");
    }
    return out.append("</testsuite>\n").toString();
  }

  /** XML has no way to write most control characters. */
  private static String escape(String raw) {
    return raw.replaceAll("[\\p{Cntrl}\\x{FFFE}\\x{FFFF}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Rows of results by name, without the anchor. */
  private static Map<String, Measured> rows(Results results) throws IOException {
    Map<String, Measured> rows = new TreeMap<>();
    for (SequenceResult sequence : results.sequences()) {
      sequence.quantizers().forEach(row -> add(rows, sequence.label(), row, results));
    }
    if (rows.isEmpty()) {
      throw new IOException("the results compare nothing");
    }
    if (results.sequences().size() > 1) {
      for (Row mean : results.overall()) {
        String label = results.hasSeveralSetups() ? mean.setup() + " mean" : "mean";
        add(rows, label, mean, results);
      }
    }
    return rows;
  }

  private static void add(Map<String, Measured> rows, String sequence, Row row, Results results) {
    if (!row.quantizer().equals(results.anchor())) {
      rows.put(
          sequence + "/" + row.quantizer(),
          new Measured(row, results.modelSha256(row.quantizer())));
    }
  }
}
