package org.nnrdoq.cli.verify;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.experiment.run.Ssim;
import org.nnrdoq.experiment.synth.DeadLeaves;
import org.nnrdoq.experiment.synth.SynthParameters;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;

/** Our SSIM against that of FFmpeg's filter. */
class SsimAgainstFfmpegTest {
  private static final int FRAMES = 2;

  @TempDir Path dir;

  /** Sizes that are and are not multiples of four; the filter gives six digits for a frame. */
  @ParameterizedTest
  @CsvSource({"96,64,8,3", "98,70,8,20", "96,64,10,40"})
  void lumaSsimEqualsFfmpegsFilter_whenNoiseIsAdded(int width, int height, int bitDepth, int noise)
      throws Exception {
    SynthParameters p =
        new SynthParameters(
            width, height, bitDepth, 25, 1, FRAMES, 1, 6, 4, 20, 2.8, 2, 24, 1, 1, 1, 1);
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
    assertEquals(ssimOfTheFilter(original, changed), ours, 2e-6);
    assertTrue(ours < 0.999, "the noise counts");
  }

  /** If this fails, VMAF can be offered. */
  @Test
  void filterForVmafIsMissing_inThisBuildOfFfmpeg() {
    assertNull(avfilter_get_by_name("libvmaf"));
  }

  /**
   * Mean over frames of the luma SSIM that libavfilter computes. FFmpeg's own y4m reader opens the
   * files. The {@code ffmpeg} program would do the same, but it needs libraries for sound and
   * screens that a bare machine lacks.
   */
  @SuppressWarnings("try") // the scope frees every pointer that is made inside
  private static double ssimOfTheFilter(Path original, Path changed) {
    av_log_set_level(AV_LOG_ERROR); // the filter's summary would go to stderr
    String description =
        "movie=" + original + "[a];movie=" + changed + "[b];[a][b]ssim,buffersink@out";
    double sum = 0;
    int frames = 0;
    try (PointerScope scope = new PointerScope()) {
      AVFilterGraph graph = avfilter_graph_alloc();
      AVFrame frame = av_frame_alloc();
      AVFilterInOut inputs = new AVFilterInOut((Pointer) null);
      AVFilterInOut outputs = new AVFilterInOut((Pointer) null);
      try {
        assertEquals(0, avfilter_graph_parse2(graph, description, inputs, outputs), description);
        assertEquals(0, avfilter_graph_config(graph, null), description);
        AVFilterContext sink = avfilter_graph_get_filter(graph, "buffersink@out");
        int status = av_buffersink_get_frame(sink, frame);
        while (status >= 0) {
          AVDictionaryEntry luma = av_dict_get(frame.metadata(), "lavfi.ssim.Y", null, 0);
          sum += Double.parseDouble(luma.value().getString());
          frames++;
          av_frame_unref(frame);
          status = av_buffersink_get_frame(sink, frame);
        }
        assertEquals(AVERROR_EOF(), status);
      } finally {
        av_frame_free(frame);
        avfilter_graph_free(graph);
      }
    }
    assertEquals(FRAMES, frames);
    return sum / frames;
  }
}
