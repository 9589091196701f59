package org.nnrdoq.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import org.nnrdoq.experiment.bd.Figure;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Absence;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.QpRange;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.result.Delta;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.experiment.result.Row;
import org.nnrdoq.experiment.result.Saving;

/** Results as JSON, schema {@code nnrdoq-results-1}; test-sequences/README.md describes it. */
public final class ResultsJson {
  public static final String SCHEMA = "nnrdoq-results-1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultsJson() {}

  public static String of(Results results, RunInfo info) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", SCHEMA);
    root.set("run", JSON.valueToTree(info));
    root.set("settings", settings(results.plan()));
    ArrayNode quantizers = root.putArray("quantizers");
    for (Candidate c : results.plan().candidates()) {
      ObjectNode q = quantizers.addObject();
      q.put("name", c.name());
      q.put("kind", c.spec().kind().id());
      q.put("modelSha256", c.modelSha256());
    }
    ArrayNode setups = root.putArray("setups");
    for (Setup setup : results.plan().setups()) {
      ObjectNode n = setups.addObject();
      n.put("name", setup.name());
      n.put("encoder", setup.encoder());
      n.put("configuration", setup.configuration() == null ? null : setup.configuration().name());
      ObjectNode options = n.putObject("options");
      new TreeMap<>(setup.options()).forEach(options::put);
    }
    ArrayNode sequences = root.putArray("sequences");
    for (Results.SequenceRows s : results.sequences()) {
      sequences.add(sequence(results, s));
    }
    ArrayNode classes = root.putArray("classes");
    ArrayNode overall = root.putArray("overall");
    for (Results.GroupRows g : results.groups()) {
      for (Row r : g.rows()) {
        ObjectNode o = (g.sequenceClass() == null ? overall : classes).addObject();
        o.put("setup", g.setup().name());
        if (g.sequenceClass() != null) {
          o.put("class", g.sequenceClass());
        }
        o.put("quantizer", r.candidate());
        figures(o, r);
        parts(o, results.qpRanges(g, r.candidate()), results.savings(g, r.candidate()));
        o.put("sequencesUsed", r.used());
        o.put("sequencesTotal", r.total());
      }
    }
    ArrayNode missing = root.putArray("missing");
    for (Absence a : results.plan().absences()) {
      ObjectNode m = missing.addObject();
      m.put("setup", a.setup().name());
      m.put("sequence", a.sequence());
      m.put("class", a.sequenceClass());
      m.put("reason", a.reason());
    }
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode settings(ComparisonPlan plan) {
    ObjectNode settings = JSON.createObjectNode();
    settings.put("anchor", plan.anchor());
    plan.qps().forEach(settings.putArray("qps")::add);
    settings.put("threads", plan.threads());
    settings.put("interpolation", plan.interpolation().id());
    settings.put("psnrYuv", "(6 Y + U + V) / 8 in dB");
    settings.set("tools", JSON.valueToTree(plan.tools()));
    return settings;
  }

  private static ObjectNode sequence(Results results, Results.SequenceRows s) {
    Clip clip = s.clip();
    ObjectNode node = JSON.createObjectNode();
    node.put("setup", s.setup().name());
    node.put("name", clip.name());
    node.put("label", results.label(s));
    node.put("class", clip.sequenceClass());
    node.put("sha256", clip.sha256());
    node.put("width", clip.format().width());
    node.put("height", clip.format().height());
    node.put("bitDepth", clip.format().bitDepth());
    node.put("fps", clip.format().fps());
    node.put("firstFrame", clip.firstFrame());
    node.put("frames", clip.frames());
    ArrayNode quantizers = node.putArray("quantizers");
    for (Row r : s.rows()) {
      ObjectNode q = quantizers.addObject();
      q.put("quantizer", r.candidate());
      ArrayNode points = q.putArray("points");
      for (Point p : results.curve(s, r.candidate())) {
        points.add(point(p));
      }
      figures(q, r);
      parts(q, results.qpRanges(s, r.candidate()), results.savings(s, r.candidate()));
    }
    return node;
  }

  private static ObjectNode point(Point p) {
    ObjectNode node = JSON.createObjectNode();
    node.put("qp", p.qp());
    node.put("bits", p.bits());
    node.put("kbps", p.kbps());
    node.put("psnrY", p.psnrY());
    node.put("psnrU", p.psnrU());
    node.put("psnrV", p.psnrV());
    node.put("psnrYuv", p.psnrYuv611());
    node.put("ssimY", p.ssimY());
    node.put("encodeSeconds", p.encodeSeconds());
    node.put("cpuSeconds", p.cpuSeconds());
    node.put("streamMd5", p.streamMd5());
    node.put("verified", p.verified());
    node.set("host", JSON.valueToTree(p.host()));
    node.set("blocks", JSON.valueToTree(p.blocks()));
    return node;
  }

  private static void figures(ObjectNode node, Row r) {
    ObjectNode reasons = JSON.createObjectNode();
    ObjectNode notes = JSON.createObjectNode();
    figure(node, reasons, notes, "bdRateY", r.bdRateY());
    figure(node, reasons, notes, "bdRateU", r.bdRateU());
    figure(node, reasons, notes, "bdRateV", r.bdRateV());
    figure(node, reasons, notes, "bdRateYuv", r.bdRateYuv());
    figure(node, reasons, notes, "bdPsnrY", r.bdPsnrY());
    figure(node, reasons, notes, "bdRateYBandLow", r.bandLow());
    figure(node, reasons, notes, "bdRateYBandHigh", r.bandHigh());
    figure(node, reasons, notes, "encodeTimeRatio", r.encodeTimeRatio());
    figure(node, reasons, notes, "rdoqGainShare", r.rdoqGainShare());
    for (Interpolation method : Interpolation.values()) {
      ObjectNode byQuality = node.withObject("/bd/" + method.id());
      for (Delta d : r.deltas()) {
        if (d.method() == method) {
          ObjectNode pair = byQuality.putObject(d.quality().id());
          String at = "bd." + method.id() + "." + d.quality().id();
          figure(pair, reasons, notes, at, "rate", d.rate());
          figure(pair, reasons, notes, at, "psnr", d.gain());
        }
      }
    }
    node.set("reasons", reasons);
    node.set("notes", notes);
  }

  /** What the luma BD-rate consists of. */
  private static void parts(ObjectNode node, List<QpRange> ranges, List<Saving> savings) {
    ObjectNode reasons = (ObjectNode) node.get("reasons");
    ObjectNode notes = (ObjectNode) node.get("notes");
    ArrayNode byQp = node.putArray("bdRateYByQp");
    for (QpRange range : ranges) {
      ObjectNode n = byQp.addObject();
      n.put("from", range.from());
      n.put("to", range.to());
      figure(n, reasons, notes, "bdRateYByQp." + range.from(), "rate", range.rate());
    }
    node.set("savings", JSON.valueToTree(savings));
  }

  /** A number, or null with its reason in {@code reasons}. */
  private static void figure(
      ObjectNode node, ObjectNode reasons, ObjectNode notes, String name, Figure f) {
    figure(node, reasons, notes, "", name, f);
  }

  private static void figure(
      ObjectNode node, ObjectNode reasons, ObjectNode notes, String path, String name, Figure f) {
    String at = path.isEmpty() ? name : path + "." + name;
    if (f instanceof Figure.Value v) {
      node.put(name, v.value());
      if (v.note() != null) {
        notes.put(at, v.note());
      }
    } else if (f instanceof Figure.Missing m) {
      node.putNull(name);
      reasons.put(at, m.reason());
    }
  }
}
