package org.nnrdoq.host.hm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.host.HostLog;
import org.nnrdoq.host.HostProgram;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * HM's encoder program.
 *
 * <p>{@code sq} and {@code rdoq} are HM's own unless the settings say otherwise; all others go
 * through the nnrdoq hook. Every stream carries the MD5 of its pictures. HM runs in one thread,
 * whatever the job allows.
 */
final class HmProgram implements HostProgram {
  private static final int ERROR_LINES = 6;

  private final HmSettings settings;

  HmProgram(HmSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "hm";
  }

  @Override
  public boolean logsToError() {
    return false;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public HostLog newLog() {
    return new HmLog();
  }

  /** The options that every run gets; HM's own defaults and the configuration decide the rest. */
  @Override
  public List<String> command(EncodeJob job, JobFiles files) {
    VideoFormat format = files.format();
    List<String> c = new ArrayList<>();
    c.add(settings.bin().toAbsolutePath().toString());
    for (Path cfg : settings.cfg()) {
      c.addAll(List.of("-c", cfg.toAbsolutePath().toString()));
    }
    c.add("--InputFile=" + files.yuv());
    c.add("--BitstreamFile=" + files.stream());
    c.add("--ReconFile=" + (files.recon() == null ? "/dev/null" : files.recon()));
    c.add("--SourceWidth=" + format.width());
    c.add("--SourceHeight=" + format.height());
    c.add("--InputBitDepth=" + format.bitDepth());
    c.add("--OutputBitDepth=" + format.bitDepth());
    c.add("--FrameRate=" + Math.max(1, Math.round(format.fps())));
    c.add("--FramesToBeEncoded=" + files.frames());
    c.add("--QP=" + job.qp());
    c.add("--ConformanceWindowMode=1");
    c.add("--SEIDecodedPictureHash=1");
    c.add("--SignHideFlag=" + flag(job.tools().signHiding()));
    c.add("--TransformSkip=" + flag(job.tools().transformSkip()));
    c.add("--LoopFilterDisable=" + flag(!job.tools().deblocking()));
    c.add("--SAO=" + flag(job.tools().sao()));
    c.addAll(quantizerOptions(job));
    c.addAll(settings.args());
    return c;
  }

  private List<String> quantizerOptions(EncodeJob job) {
    QuantizerKind kind = job.quantizer().kind();
    if (settings.usesOwn(kind)) {
      int rdoq = flag(kind == QuantizerKind.RDOQ);
      return List.of("--RDOQ=" + rdoq, "--RDOQTS=" + rdoq);
    }
    List<String> options = new ArrayList<>();
    options.add("--NNRDOQ=" + kind.id());
    Path model = job.quantizer().model();
    if (model != null) {
      // HM runs in another folder
      options.add("--NNRDOQModel=" + (ModelFile.isSlot(model) ? model : model.toAbsolutePath()));
    }
    if (job.quantizer().strength() != 1) {
      options.add("--NNRDOQStrength=" + job.quantizer().strength());
    }
    if (settings.library() != null) {
      options.add("--NNRDOQLibrary=" + settings.library().toAbsolutePath());
    }
    return options;
  }

  private static int flag(boolean on) {
    return on ? 1 : 0;
  }

  @Override
  public void check(HostLog log, JobFiles files) throws EncoderException {
    int depth = ((HmLog) log).lumaBitDepth();
    if (depth != 0 && depth != files.format().bitDepth()) {
      throw new EncoderException(
          "HM worked with "
              + depth
              + " bit on a clip of "
              + files.format().bitDepth()
              + " bit: choose a configuration to match, such as encoder_intra_main"
              + (files.format().bitDepth() == 10 ? "10" : "")
              + ".cfg");
    }
  }

  @Override
  public String reason(List<String> log, List<String> beside) {
    List<String> errors =
        beside.stream().filter(l -> !l.startsWith("***") && !l.startsWith("** WARNING")).toList();
    List<String> source = errors.isEmpty() ? log : errors;
    String reason =
        String.join("; ", source.subList(Math.max(0, source.size() - ERROR_LINES), source.size()));
    return reason.contains("NNRDOQ") && reason.contains("Unknown")
        ? reason + "; this HM is not patched: run nnrdoq hm patch on its tree and build it again"
        : reason;
  }
}
