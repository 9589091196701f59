package org.nnrdoq.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.RdPoint;

/**
 * What a results.json holds, as far as two runs are compared by it.
 *
 * @param file where it was read
 * @param version of nnrdoq
 * @param created when, in UTC
 * @param encoder with the first digits of its fingerprint
 * @param machine processor and operating system
 * @param anchor name of the anchor
 * @param models SHA-256 of networks by quantizer
 * @param curves by sequence's label and quantizer, in the file's order
 */
record SavedRun(
    Path file,
    String version,
    String created,
    String encoder,
    String machine,
    String anchor,
    Map<String, String> models,
    Map<Key, Curve> curves) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A quantizer on a sequence. */
  record Key(String sequence, String quantizer) {}

  /**
   * One curve of a run.
   *
   * @param bdRateY luma BD-rate against the run's anchor
   * @param points rate and luma PSNR
   * @param cpuSeconds by QP
   * @param streams MD5 of the streams by QP
   */
  record Curve(
      Figure bdRateY,
      List<RdPoint> points,
      Map<Integer, Double> cpuSeconds,
      Map<Integer, String> streams) {}

  /**
   * Reads a run.
   *
   * @param run its folder, or its results.json
   * @throws IOException in one line, if it is not there or no results file
   */
  static SavedRun read(Path run) throws IOException {
    Path file = Files.isDirectory(run) ? run.resolve("results.json") : run;
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file; give a run's folder or its results.json", e);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.path("schema").asText().equals(ResultsJson.SCHEMA)) {
      throw new IOException(
          file + ": schema '" + root.path("schema").asText() + "': expected " + ResultsJson.SCHEMA);
    }
    JsonNode info = root.path("run");
    String fingerprint = info.path("encoderFingerprint").asText();
    Map<String, String> models = new LinkedHashMap<>();
    for (JsonNode q : root.path("quantizers")) {
      models.put(q.path("name").asText(), q.path("modelSha256").asText(""));
    }
    Map<Key, Curve> curves = new LinkedHashMap<>();
    for (JsonNode s : root.path("sequences")) {
      String label = s.path("label").asText(s.path("name").asText());
      for (JsonNode q : s.path("quantizers")) {
        curves.put(new Key(label, q.path("quantizer").asText()), curve(q));
      }
    }
    return new SavedRun(
        file,
        info.path("version").asText(),
        info.path("created").asText(),
        info.path("encoder").asText()
            + " "
            + fingerprint.substring(0, Math.min(8, fingerprint.length())),
        info.path("cpu").asText() + ", " + info.path("os").asText(),
        root.path("settings").path("anchor").asText(),
        models,
        curves);
  }

  private static Curve curve(JsonNode quantizer) {
    JsonNode rate = quantizer.path("bdRateY");
    String reason = quantizer.path("reasons").path("bdRateY").asText("");
    List<RdPoint> points = new ArrayList<>();
    Map<Integer, Double> cpu = new LinkedHashMap<>();
    Map<Integer, String> streams = new LinkedHashMap<>();
    for (JsonNode p : quantizer.path("points")) {
      JsonNode psnr = p.path("psnrY");
      points.add(
          new RdPoint(
              p.path("kbps").asDouble(),
              psnr.isNumber() ? psnr.asDouble() : Double.POSITIVE_INFINITY));
      cpu.put(p.path("qp").asInt(), p.path("cpuSeconds").asDouble());
      streams.put(p.path("qp").asInt(), p.path("streamMd5").asText());
    }
    return new Curve(
        rate.isNumber()
            ? Figure.of(rate.asDouble())
            : Figure.missing(reason.isEmpty() ? "not in the file" : reason),
        points,
        cpu,
        streams);
  }
}
