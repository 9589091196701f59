package org.nnrdoq.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;

/**
 * An experiment as a YAML file describes it; test-sequences/README.md documents the fields.
 *
 * @param encoder name of the encoder
 * @param encoderOptions settings of the encoder
 * @param quantizers {@code KIND} or {@code KIND=MODEL-FILE}
 * @param anchor one of the quantizers
 * @param qps slice QPs
 * @param threads worker threads of each encode
 * @param verify whether streams are decoded and compared
 * @param interpolation curve through the points
 * @param tools coding tools
 * @param sequences what to encode
 */
public record ExperimentFile(
    String encoder,
    Map<String, String> encoderOptions,
    List<String> quantizers,
    String anchor,
    List<Integer> qps,
    int threads,
    boolean verify,
    Interpolation interpolation,
    EncodeJob.Tools tools,
    List<Sequence> sequences) {

  /**
   * One or more clips.
   *
   * @param file path or glob, relative to the experiment file; {@code null} if synthetic
   * @param synth parameters of the dead-leaves generator, relative to the experiment file, or
   *     {@code null}
   * @param start first frame
   * @param frames frames at most, 0 = all
   */
  public record Sequence(String file, String synth, int start, int frames) {
    public Sequence {
      if ((file == null) == (synth == null)) {
        throw new IllegalArgumentException("sequence: expected either file or synth");
      }
      if (start < 0 || frames < 0) {
        throw new IllegalArgumentException("sequence: start and frames: expected 0 or more");
      }
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
  static ExperimentFile of(
      @JsonProperty("encoder") String encoder,
      @JsonProperty("encoderOptions") Map<String, String> encoderOptions,
      @JsonProperty("quantizers") List<String> quantizers,
      @JsonProperty("anchor") String anchor,
      @JsonProperty("qps") List<Integer> qps,
      @JsonProperty("threads") Integer threads,
      @JsonProperty("verify") Boolean verify,
      @JsonProperty("interpolation") String interpolation,
      @JsonProperty("tools") Tools tools,
      @JsonProperty("sequences") List<Sequence> sequences) {
    if (sequences == null || sequences.isEmpty()) {
      throw new IllegalArgumentException("sequences: expected one or more");
    }
    Interpolation method = Interpolation.PCHIP;
    if (interpolation != null) {
      method =
          Stream.of(Interpolation.values())
              .filter(i -> i.id().equals(interpolation))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "interpolation '" + interpolation + "': expected pchip, cubic or akima"));
    }
    return new ExperimentFile(
        encoder == null ? "embedded" : encoder,
        encoderOptions == null ? Map.of() : encoderOptions,
        quantizers == null ? List.of("sq", "rdoq", "fcn") : quantizers,
        anchor == null ? "sq" : anchor,
        qps == null ? List.of(22, 27, 32, 37) : qps,
        threads == null ? 1 : threads,
        verify == null || verify,
        method,
        tools == null ? EncodeJob.Tools.DEFAULT : tools.resolved(),
        sequences);
  }

  /**
   * Reads a YAML file.
   *
   * @throws IOException in one line, naming the file and the field that is wrong
   */
  public static ExperimentFile read(Path yaml) throws IOException {
    try {
      ExperimentFile file =
          new ObjectMapper(new YAMLFactory())
              .readValue(Files.readAllBytes(yaml), ExperimentFile.class);
      if (file == null) {
        throw new IOException(yaml + ": is empty");
      }
      return file;
    } catch (NoSuchFileException e) {
      throw new IOException(yaml + ": no such file", e);
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
      String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ":";
      throw new IOException(
          yaml + ":" + where + " " + cause.getMessage().lines().findFirst().orElse(""), e);
    }
  }

  /**
   * Finds the clips, and generates the synthetic ones.
   *
   * @param yaml the file that this was read from
   * @param generated folder for synthetic clips; it exists
   */
  public List<Clip> clips(Path yaml, Path generated) throws IOException {
    Path base = yaml.toAbsolutePath().getParent();
    List<Clip> clips = new ArrayList<>();
    for (Sequence s : sequences) {
      if (s.synth != null) {
        Path clip = synthesize(base.resolve(s.synth), generated);
        clips.add(Clip.open(clip, null, s.start, s.frames));
      } else {
        for (Path file : expand(base, s.file)) {
          clips.add(Clip.open(file, null, s.start, s.frames));
        }
      }
    }
    return clips;
  }

  private static Path synthesize(Path parameters, Path folder) throws IOException {
    SynthParameters p = SynthParameters.read(parameters);
    String name = parameters.getFileName().toString().replaceFirst("\\.json$", "");
    Path clip = folder.resolve(name + ".y4m");
    DeadLeaves scene = new DeadLeaves(p);
    try (VideoWriter writer = new Y4mWriter(clip, p.format())) {
      for (int i = 0; i < p.frames(); i++) {
        writer.write(scene.frame(i));
      }
      writer.commit();
    }
    return clip;
  }

  /** Files that match; a glob's wildcards are in its last part. */
  private static List<Path> expand(Path base, String pattern) throws IOException {
    int slash = pattern.lastIndexOf('/');
    String last = pattern.substring(slash + 1);
    if (!last.matches(".*[*?\\[{].*")) {
      return List.of(base.resolve(pattern));
    }
    Path folder = slash < 0 ? base : base.resolve(pattern.substring(0, slash + 1));
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + last);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(f -> matcher.matches(f.getFileName())).sorted().toList();
      if (found.isEmpty()) {
        throw new VideoFileException(folder.resolve(last), "no file matches");
      }
      return found;
    }
  }
}
