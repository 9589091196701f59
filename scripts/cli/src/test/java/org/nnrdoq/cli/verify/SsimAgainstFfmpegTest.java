package org.nnrdoq.cli.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.experiment.result.Ssim;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;

/** Our SSIM against that of FFmpeg's filter. */
class SsimAgainstFfmpegTest {
  private static final Pattern LUMA = Pattern.compile("SSIM Y:([0-9.]+)");

  @TempDir Path dir;

  /** Sizes that are and are not multiples of four; FFmpeg prints six digits. */
  @ParameterizedTest
  @CsvSource({"96,64,8,3", "98,70,8,20", "96,64,10,40"})
  void equalsTheFilter(int width, int height, int bitDepth, int noise) throws Exception {
    SynthParameters p =
        new SynthParameters(width, height, bitDepth, 25, 1, 2, 1, 6, 4, 20, 2.8, 2, 24, 1, 1, 1, 1);
    DeadLeaves scene = new DeadLeaves(p);
    Path original = dir.resolve("a.y4m");
    Path changed = dir.resolve("b.y4m");
    Random random = new Random(1);
    int max = (1 << bitDepth) - 1;
    try (VideoWriter a = new Y4mWriter(original, p.format());
        VideoWriter b = new Y4mWriter(changed, p.format())) {
      for (int i = 0; i < p.frames(); i++) {
        Frame frame = scene.frame(i);
        a.write(frame);
        short[] luma = frame.plane(0);
        for (int j = 0; j < luma.length; j++) {
          int value = luma[j] + random.nextInt(2 * noise + 1) - noise;
          luma[j] = (short) Math.max(0, Math.min(max, value));
        }
        b.write(frame);
      }
      a.commit();
      b.commit();
    }
    double ours;
    try (VideoReader a = VideoReader.open(original, null);
        VideoReader b = VideoReader.open(changed, null)) {
      ours = Ssim.luma(a, 0, b);
    }
    String said = ffmpeg("-i", original.toString(), "-i", changed.toString(), "-lavfi", "ssim");
    Matcher m = LUMA.matcher(said);
    assertTrue(m.find(), said);
    assertEquals(Double.parseDouble(m.group(1)), ours, 2e-6);
    assertTrue(ours < 0.999, "the noise counts");
  }

  /** If this fails, VMAF can be offered. */
  @Test
  void thisBuildOfFfmpegHasNoVmaf() throws Exception {
    assertEquals(-1, ffmpeg("-filters").indexOf(" libvmaf "));
  }

  private static String ffmpeg(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class));
    command.addAll(List.of("-hide_banner", "-nostdin"));
    command.addAll(List.of(arguments));
    if (arguments.length > 1) {
      command.addAll(List.of("-f", "null", "-"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text;
  }
}
