package org.nnrdoq.experiment.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.YuvReader;
import org.nnrdoq.io.file.ConfigReader;

/**
 * An experiment as a YAML file describes it; test-sequences/README.md documents the fields.
 *
 * @param title what reports are called, or {@code null}
 * @param encoders one or more
 * @param configurations of the common test conditions; empty: whatever the encoders' options say
 * @param quantizers {@code KIND} or {@code KIND=MODEL-FILE}
 * @param anchor one of the quantizers
 * @param qps slice QPs
 * @param threads worker threads of each encode
 * @param verify whether streams are decoded and compared
 * @param ssim whether SSIM is measured
 * @param interpolation curve through the points
 * @param tools coding tools
 * @param sequences what to encode
 */
public record ExperimentFile(
    String title,
    List<Encoder> encoders,
    List<CodingConfiguration> configurations,
    List<String> quantizers,
    String anchor,
    List<Integer> qps,
    int threads,
    boolean verify,
    boolean ssim,
    Interpolation interpolation,
    EncodeJob.Tools tools,
    List<Sequence> sequences) {

  /**
   * An encoder.
   *
   * @param name of its provider, for example {@code hm}
   * @param label for reports; by default the name
   * @param options its settings; {@code ${NAME}} stands for an environment variable
   */
  public record Encoder(String name, String label, Map<String, String> options) {
    public Encoder {
      if (name == null) {
        throw new IllegalArgumentException("encoders: each needs a name");
      }
      label = label == null ? name : label;
      options = options == null ? Map.of() : Map.copyOf(options);
    }
  }

  /**
   * One or more clips; exactly one of {@code file}, {@code synth} and {@code catalogue} is given.
   *
   * @param file path or glob, relative to the experiment file; {@code ${NAME}} stands for an
   *     environment variable
   * @param synth parameters of the dead-leaves generator, relative to the experiment file
   * @param catalogue list of known sequences, relative to the experiment file
   * @param name what the clip is called; {@code null}: the name of its file
   * @param format geometry of raw video, as the option of commands; {@code null}: the file's name
   *     tells
   * @param classes classes of the catalogue; {@code null}: all
   * @param names sequences of the catalogue; {@code null}: all
   * @param sequenceClass class of clips that are not from a catalogue, or {@code null}
   * @param start first frame
   * @param frames frames at most, 0 = all
   */
  public record Sequence(
      String file,
      String synth,
      String catalogue,
      String name,
      String format,
      List<String> classes,
      List<String> names,
      @JsonProperty("class") String sequenceClass,
      int start,
      int frames) {
    public Sequence {
      if (Stream.of(file, synth, catalogue).filter(Objects::nonNull).count() != 1) {
        throw new IllegalArgumentException("sequence: expected either file or synth or catalogue");
      }
      if (catalogue == null && (classes != null || names != null)) {
        throw new IllegalArgumentException("sequence: classes and names belong to a catalogue");
      }
      if (catalogue != null && sequenceClass != null) {
        throw new IllegalArgumentException("sequence: a catalogue has classes of its own");
      }
      if (start < 0 || frames < 0) {
        throw new IllegalArgumentException("sequence: start and frames: expected 0 or more");
      }
      if (file == null && format != null || catalogue != null && name != null) {
        throw new IllegalArgumentException(
            "sequence: name belongs to a file or synth, format to a file");
      }
      if (format != null) {
        YuvReader.formatFromText(format); // checks
      }
    }

    /** Geometry of raw video, or {@code null}. */
    VideoFormat rawFormat() {
      return format == null ? null : YuvReader.formatFromText(format);
    }
  }

  private record Tools(Boolean signHiding, Boolean transformSkip, Boolean deblocking, Boolean sao) {
    EncodeJob.Tools resolved() {
      return new EncodeJob.Tools(
          signHiding != Boolean.FALSE,
          transformSkip != Boolean.FALSE,
          deblocking != Boolean.FALSE,
          sao != Boolean.FALSE);
    }
  }

  /** Fills in what a file leaves out. */
  @JsonCreator
  static ExperimentFile complete(
      @JsonProperty("title") String title,
      @JsonProperty("encoder") String encoder,
      @JsonProperty("encoderOptions") Map<String, String> encoderOptions,
      @JsonProperty("encoders") List<Encoder> encoders,
      @JsonProperty("configurations") List<String> configurations,
      @JsonProperty("quantizers") List<String> quantizers,
      @JsonProperty("anchor") String anchor,
      @JsonProperty("qps") List<Integer> qps,
      @JsonProperty("threads") Integer threads,
      @JsonProperty("verify") Boolean verify,
      @JsonProperty("ssim") Boolean ssim,
      @JsonProperty("interpolation") String interpolation,
      @JsonProperty("tools") Tools tools,
      @JsonProperty("sequences") List<Sequence> sequences) {
    if (sequences == null || sequences.isEmpty()) {
      throw new IllegalArgumentException("sequences: expected one or more");
    }
    if (encoders != null && (encoder != null || encoderOptions != null)) {
      throw new IllegalArgumentException("expected either encoder or encoders");
    }
    if (encoders != null && encoders.isEmpty()) {
      throw new IllegalArgumentException("encoders: expected one or more");
    }
    return new ExperimentFile(
        title,
        encoders != null
            ? encoders
            : List.of(new Encoder(encoder == null ? "embedded" : encoder, null, encoderOptions)),
        configurations == null
            ? List.of()
            : configurations.stream().map(CodingConfiguration::parse).toList(),
        quantizers == null ? List.of("sq", "rdoq", "fcn") : quantizers,
        anchor == null ? "sq" : anchor,
        qps == null ? List.of(22, 27, 32, 37) : qps,
        threads == null ? 1 : threads,
        verify == null || verify,
        ssim == null || ssim,
        method(interpolation),
        tools == null ? EncodeJob.Tools.DEFAULT : tools.resolved(),
        sequences);
  }

  private static Interpolation method(String name) {
    if (name == null) {
      return Interpolation.PCHIP;
    }
    return Stream.of(Interpolation.values())
        .filter(i -> i.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "interpolation '" + name + "': expected pchip, cubic or akima"));
  }

  /**
   * Reads a YAML file.
   *
   * @throws IOException in one line, naming the file and the field that is wrong
   */
  public static ExperimentFile read(Path yaml) throws IOException {
    return ConfigReader.yaml().read(yaml, ExperimentFile.class);
  }

  /**
   * Encoders times configurations, under names that are as short as they can be.
   *
   * @param environment values of {@code ${NAME}}
   */
  public List<Setup> setups(Environment environment) throws IOException {
    List<Setup> setups = new ArrayList<>();
    for (Encoder e : encoders) {
      Map<String, String> options = new TreeMap<>();
      for (Map.Entry<String, String> o : e.options.entrySet()) {
        options.put(o.getKey(), environment.expand(o.getValue()));
      }
      if (configurations.isEmpty()) {
        setups.add(new Setup(e.label, e.name, null, options));
      }
      for (CodingConfiguration c : configurations) {
        String name = encoders.size() > 1 ? e.label + " " + c : c.name();
        setups.add(new Setup(name, e.name, c, options));
      }
    }
    return setups;
  }
}
