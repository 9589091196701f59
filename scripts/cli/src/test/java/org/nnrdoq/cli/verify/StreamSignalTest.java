package org.nnrdoq.cli.verify;

import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.embedded.EmbeddedEncoder;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** What streams say of themselves, as FFmpeg reads it. */
class StreamSignalTest {
  @TempDir Path dir;

  /** Noise, which costs many bits. */
  private Path clip(String header, int frames, int samples) throws IOException {
    Path path = dir.resolve("in.y4m");
    Random random = new Random(1);
    byte[] frame = new byte[samples * 3 / 2];
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(("YUV4MPEG2 " + header + "\n").getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < frames; i++) {
        out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
        random.nextBytes(frame);
        out.write(frame);
      }
    }
    return path;
  }

  private Path encode(Path input, int qp) throws Exception {
    Path stream = dir.resolve("out.hevc");
    Path recon = dir.resolve("recon.y4m");
    QuantizerSpec sq = QuantizerSpec.of(QuantizerKind.SQ);
    EncodeJob job = new EncodeJob(input, null, stream, recon, qp, 0, 0, 2, sq, Tools.DEFAULT);
    new EmbeddedEncoder().encode(job, Encoder.Progress.NONE);
    assertTrue(new StreamVerifier().check(stream, recon, null) > 0);
    return stream;
  }

  private interface Reader {
    void read(AVCodecParameters parameters);
  }

  private static void read(Path stream, Reader reader) {
    av_log_set_level(AV_LOG_ERROR);
    AVFormatContext context = new AVFormatContext(null);
    try {
      assertEquals(
          0,
          avformat_open_input(
              context, stream.toString(), (AVInputFormat) null, (AVDictionary) null));
      assertTrue(avformat_find_stream_info(context, (PointerPointer<?>) null) >= 0);
      reader.read(context.streams(0).codecpar());
    } finally {
      avformat_close_input(context);
    }
  }

  /** A range that is not told is limited (1) for FFmpeg, as for every decoder. */
  @ParameterizedTest
  @CsvSource({
    "Ip A128:117 XCOLORRANGE=FULL, 128:117, 2",
    "Ip A4:3 XCOLORRANGE=LIMITED, 4:3, 1",
    "Ip A200000:100000, 2:1, 1",
    "It A0:0, 0:1, 1",
    "I? A1:1, 0:1, 1"
  })
  void signalOfTheClipIsCarried(String tags, String aspect, int range) throws Exception {
    Path stream = encode(clip("W32 H32 F25:1 " + tags, 2, 32 * 32), 30);
    read(
        stream,
        p -> {
          String said = p.sample_aspect_ratio().num() + ":" + p.sample_aspect_ratio().den();
          assertEquals(aspect, said);
          assertEquals(range, p.color_range(), "AVColorRange");
        });
  }

  /**
   * FFmpeg tells no order of fields that share a picture, so the message itself is looked for: a
   * prefix SEI unit (78, 1) with picture timing of one byte (1, 1), pic_struct 3 or 4 in it.
   */
  @ParameterizedTest
  @CsvSource({"It, 49", "Ib, 65", "Ip, 0", "I?, 0"})
  void orderOfFieldsIsCarried(String tag, int expected) throws Exception {
    byte[] bytes = Files.readAllBytes(encode(clip("W32 H32 F25:1 " + tag, 2, 32 * 32), 30));
    int messages = 0;
    for (int i = 0; i + 8 < bytes.length; i++) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1 && bytes[i + 3] == 78) {
        messages++;
        assertEquals("1 1 1", bytes[i + 4] + " " + bytes[i + 5] + " " + bytes[i + 6]);
        assertEquals(expected, bytes[i + 7]);
        assertEquals((byte) 0x80, bytes[i + 8]);
      }
    }
    assertEquals(expected == 0 ? 0 : 2, messages);
  }

  @Test
  void mixedClipIsRefused() throws Exception {
    Path input = clip("W32 H32 F25:1 Im", 1, 32 * 32);
    EncoderException e = assertThrows(EncoderException.class, () -> encode(input, 30));
    assertTrue(e.getMessage().contains("mixed progressive and interlaced"), e.getMessage());
  }

  /**
   * 64x48 has level 1 by size and rate up to 180 frames a second; MaxBR is 128, 1500, 3000, 6000
   * and 10 000 kbit/s in levels 1, 2, 2.1, 3 and 3.1.
   */
  @ParameterizedTest
  @CsvSource({"5, 51, 30", "50, 51, 60", "50, 0, 63", "120, 0, 93"})
  void levelFollowsTheBitRate(int fps, int qp, int level) throws Exception {
    Path stream = encode(clip("W64 H48 F" + fps + ":1 Ip", 8, 64 * 48), qp);
    long rate = Files.size(stream) * 8 * fps / 8;
    read(stream, p -> assertEquals(level, p.level(), rate + " bit/s"));
  }

  /** A pipe cannot be rewritten, so the pictures wait for the level. */
  @Test
  void pipeGetsTheSameStream() throws Exception {
    Path input = clip("W64 H48 F50:1 Ip", 3, 64 * 48);
    byte[] file = Files.readAllBytes(encode(input, 10));
    Path pipe = dir.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Path copy = dir.resolve("copy");
    Process cat = new ProcessBuilder("cat", pipe.toString()).redirectOutput(copy.toFile()).start();
    QuantizerSpec sq = QuantizerSpec.of(QuantizerKind.SQ);
    EncodeJob job = new EncodeJob(input, null, pipe, null, 10, 0, 0, 1, sq, Tools.DEFAULT);
    new EmbeddedEncoder().encode(job, Encoder.Progress.NONE);
    assertEquals(0, cat.waitFor());
    assertArrayEquals(file, Files.readAllBytes(copy));
  }
}
