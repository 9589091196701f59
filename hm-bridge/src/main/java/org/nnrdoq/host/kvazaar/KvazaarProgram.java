package org.nnrdoq.host.kvazaar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.host.HostLog;
import org.nnrdoq.host.HostProgram;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * kvazaar's encoder program.
 *
 * <p>{@code sq} and {@code rdoq} are kvazaar's own; networks go through the nnrdoq hook. Coding
 * tools of the job that are off are switched off, the others are as the preset has them. Every
 * stream carries the MD5 of its pictures.
 */
final class KvazaarProgram implements HostProgram {
  /** nal_unit_type of a sequence parameter set, and general_profile_idc of the Main profile. */
  private static final int SPS_NUT = 33;

  private static final int MAIN = 1;

  /** Lines of the log that are about a failure. */
  private static final Pattern ERROR =
      Pattern.compile("(?i)error|fail|invalid|unrecognized|could not|unable|cannot|nnrdoq:");

  private final KvazaarSettings settings;

  KvazaarProgram(KvazaarSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "kvazaar";
  }

  @Override
  public boolean logsToError() {
    return true;
  }

  @Override
  public Map<String, String> environment() {
    return settings.library() == null
        ? Map.of()
        : Map.of("NNRDOQ_LIBRARY", settings.library().toAbsolutePath().toString());
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public HostLog newLog() {
    return new KvazaarLog();
  }

  @Override
  public List<String> command(EncodeJob job, JobFiles files) throws EncoderException {
    VideoFormat format = files.format();
    List<String> c = new ArrayList<>();
    c.add(settings.bin().toAbsolutePath().toString());
    c.addAll(List.of("--input", files.yuv().toString(), "--output", files.stream().toString()));
    if (files.recon() != null) {
      c.addAll(List.of("--debug", files.recon().toString()));
    }
    c.addAll(List.of("--input-file-format", "yuv"));
    c.addAll(List.of("--input-res", format.width() + "x" + format.height()));
    c.addAll(List.of("--input-fps", format.fpsNum() + "/" + format.fpsDen()));
    c.addAll(List.of("--input-bitdepth", String.valueOf(format.bitDepth())));
    c.addAll(List.of("--frames", String.valueOf(files.frames())));
    c.addAll(List.of("--preset", settings.preset()));
    if (settings.gop() != null) {
      c.addAll(List.of("--gop", settings.gop()));
    }
    c.addAll(List.of("--qp", String.valueOf(job.qp()), "--hash", "md5", "--no-info"));
    c.addAll(List.of("--owf", String.valueOf(settings.framesAtOnce())));
    c.addAll(List.of("--threads", String.valueOf(job.threads() == 1 ? 0 : job.threads())));
    addIf(!job.tools().signHiding(), c, "--no-signhide");
    addIf(!job.tools().transformSkip(), c, "--no-transform-skip");
    addIf(!job.tools().deblocking(), c, "--no-deblock");
    addIf(!job.tools().sao(), c, "--no-sao");
    c.addAll(quantizerOptions(job.quantizer()));
    c.addAll(settings.args());
    return c;
  }

  private static void addIf(boolean condition, List<String> command, String option) {
    if (condition) {
      command.add(option);
    }
  }

  private static List<String> quantizerOptions(QuantizerSpec quantizer) throws EncoderException {
    return switch (quantizer.kind()) {
      case SQ -> List.of("--no-rdoq");
      case RDOQ -> List.of("--rdoq");
      case FCN, AR -> List.of("--nnrdoq", network(quantizer));
      case ADZ, ORACLE ->
          throw new EncoderException(
              "encoder kvazaar has no quantizer "
                  + quantizer.kind().id()
                  + ": expected sq, rdoq, fcn or ar");
    };
  }

  /** A network that the library carries, or a file, with its strength, as the hook reads it. */
  private static String network(QuantizerSpec quantizer) throws EncoderException {
    Path model = quantizer.model();
    if (model == null) {
      return quantizer.text();
    }
    if (!ModelFile.isSlot(model) && !model.toString().endsWith(".nnq")) {
      throw new EncoderException(
          model + ": encoder kvazaar runs networks without Java: expected a name or a .nnq file");
    }
    // kvazaar runs in another folder
    Path file = ModelFile.isSlot(model) ? model : model.toAbsolutePath();
    return new QuantizerSpec(quantizer.kind(), file, quantizer.strength()).text();
  }

  /** kvazaar is built for one bit depth; it shifts samples of another without a word. */
  @Override
  public void check(HostLog log, JobFiles files) throws IOException, EncoderException {
    int depth = bitDepth(files.stream());
    if (depth != files.format().bitDepth()) {
      throw new EncoderException(
          settings.bin()
              + " codes "
              + depth
              + " bit, and the clip has "
              + files.format().bitDepth()
              + ": build kvazaar with -DKVZ_BIT_DEPTH="
              + files.format().bitDepth()
              + " in CFLAGS");
    }
  }

  /** By the profile in the sequence parameter set: Main has 8 bit, Main 10 is used for 10. */
  private static int bitDepth(Path stream) throws IOException, EncoderException {
    byte[] head;
    try (InputStream in = Files.newInputStream(stream)) {
      head = in.readNBytes(4096);
    }
    for (int i = 0; i + 6 < head.length; i++) {
      boolean isStart = head[i] == 0 && head[i + 1] == 0 && head[i + 2] == 1;
      if (isStart && (head[i + 3] >> 1 & 63) == SPS_NUT) {
        return (head[i + 6] & 31) == MAIN ? 8 : 10;
      }
    }
    throw new EncoderException(stream + ": kvazaar wrote no sequence parameter set");
  }

  @Override
  public String reason(List<String> log, List<String> beside) {
    List<String> errors = log.stream().filter(l -> ERROR.matcher(l).find()).toList();
    String reason =
        String.join(
            "; ", errors.isEmpty() && !log.isEmpty() ? List.of(log.get(log.size() - 1)) : errors);
    return reason.contains("'--nnrdoq'")
        ? reason
            + "; this kvazaar is not patched: run nnrdoq kvazaar patch on its tree and build it"
            + " again"
        : reason;
  }
}
