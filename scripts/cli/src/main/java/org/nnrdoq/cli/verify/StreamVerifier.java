package org.nnrdoq.cli.verify;

import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_CRCCHECK;
import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_close;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_parser_parse2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_version;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P10LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.nnrdoq.experiment.result.StreamCheck;
import org.nnrdoq.experiment.result.VerificationException;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;

/**
 * Checks a stream with FFmpeg's HEVC decoder: every picture must carry an MD5 (decoded picture hash
 * SEI, H.265 §D.3.19) that matches what FFmpeg decodes, and every frame must equal the encoder's
 * reconstruction.
 */
public final class StreamVerifier implements StreamCheck {
  /** SEI suffix NAL unit (H.265 Table 7-1) and the payload type of the decoded picture hash. */
  private static final int NUT_SUFFIX_SEI = 40;

  private static final int PAYLOAD_DECODED_PICTURE_HASH = 132;

  static {
    av_log_set_level(AV_LOG_QUIET); // failures come back as error codes
  }

  /**
   * The library that decodes, with its version.
   *
   * @throws UnsatisfiedLinkError if it cannot be loaded
   */
  public static String version() {
    int v = avcodec_version();
    boolean decodes = avcodec_find_decoder_by_name("hevc") != null;
    return "libavcodec "
        + (v >> 16)
        + "."
        + (v >> 8 & 0xff)
        + "."
        + (v & 0xff)
        + (decodes ? " with its HEVC decoder" : " without an HEVC decoder");
  }

  @Override
  public int check(Path stream, Path recon, VideoFormat rawFormat)
      throws IOException, VerificationException {
    byte[] bytes = Files.readAllBytes(stream);
    try (VideoReader reference = VideoReader.open(recon, rawFormat)) {
      int frames = new Decode(stream, reference, AV_EF_CRCCHECK | AV_EF_EXPLODE).run(bytes);
      if (frames != reference.frameCount()) {
        throw new VerificationException(
            String.format(
                Locale.ROOT,
                "%s: decodes to %d frames but the reconstruction has %d",
                stream,
                frames,
                reference.frameCount()));
      }
      int hashes = pictureHashes(bytes);
      if (hashes != frames) {
        throw new VerificationException(
            String.format(
                Locale.ROOT, "%s: %d MD5 messages for %d pictures", stream, hashes, frames));
      }
      return frames;
    }
  }

  /** Counts SEI messages that carry MD5s of a decoded picture. */
  static int pictureHashes(byte[] stream) {
    int count = 0;
    for (int i = 0; i + 7 < stream.length; i++) {
      if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
        int nalUnitType = stream[i + 3] >> 1 & 0x3f;
        int payloadType = stream[i + 5] & 0xff;
        int hashType = stream[i + 7] & 0xff;
        if (nalUnitType == NUT_SUFFIX_SEI
            && payloadType == PAYLOAD_DECODED_PICTURE_HASH
            && hashType == 0) {
          count++;
        }
      }
    }
    return count;
  }

  /** One pass of the decoder over a stream. */
  private static final class Decode {
    private final Path stream;
    private final VideoReader reference;
    private final int errorRecognition;
    private final Frame expected;
    private int frames;

    Decode(Path stream, VideoReader reference, int errorRecognition) {
      this.stream = stream;
      this.reference = reference;
      this.errorRecognition = errorRecognition;
      this.expected = new Frame(reference.format());
    }

    @SuppressWarnings("try") // the scope frees every pointer that is made inside
    int run(byte[] bytes) throws IOException, VerificationException {
      AVCodec codec = avcodec_find_decoder_by_name("hevc");
      if (codec == null) {
        throw new IOException("this build of FFmpeg has no HEVC decoder");
      }
      try (PointerScope scope = new PointerScope()) {
        AVCodecContext context = avcodec_alloc_context3(codec);
        AVCodecParserContext parser = av_parser_init(codec.id());
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        try {
          context.thread_count(1); // errors then belong to the packet that was sent last
          context.err_recognition(errorRecognition);
          require(avcodec_open2(context, codec, (AVDictionary) null), "cannot open the decoder");
          decode(bytes, context, parser, packet, frame);
        } finally {
          av_frame_free(frame);
          av_packet_free(packet);
          av_parser_close(parser);
          avcodec_free_context(context);
        }
      }
      return frames;
    }

    private void decode(
        byte[] bytes,
        AVCodecContext context,
        AVCodecParserContext parser,
        AVPacket packet,
        AVFrame frame)
        throws IOException, VerificationException {
      BytePointer input = new BytePointer(bytes.length + (long) AV_INPUT_BUFFER_PADDING_SIZE);
      input.zero();
      input.put(bytes, 0, bytes.length);
      BytePointer unit = new BytePointer();
      IntPointer unitSize = new IntPointer(1);
      int at = 0;
      boolean flushed = false;
      while (!flushed) {
        int left = bytes.length - at;
        at +=
            av_parser_parse2(
                parser,
                context,
                unit,
                unitSize,
                input.getPointer(at),
                left,
                AV_NOPTS_VALUE,
                AV_NOPTS_VALUE,
                0);
        flushed = left == 0 && unitSize.get() == 0;
        if (unitSize.get() > 0) {
          packet.data(unit);
          packet.size(unitSize.get());
          require(avcodec_send_packet(context, packet), "the decoder rejects it");
          receive(context, frame);
        }
      }
      require(avcodec_send_packet(context, null), "the decoder cannot finish");
      receive(context, frame);
    }

    private void receive(AVCodecContext context, AVFrame frame)
        throws IOException, VerificationException {
      while (true) {
        int status = avcodec_receive_frame(context, frame);
        if (status == AVERROR_EAGAIN() || status == AVERROR_EOF()) {
          return;
        }
        require(status, "the decoder rejects it");
        compare(frame);
        frames++;
      }
    }

    /** Turns an error of the decoder into our message; a mismatch of an MD5 arrives this way. */
    private void require(int status, String what) throws VerificationException {
      if (status >= 0) {
        return;
      }
      byte[] text = new byte[128];
      av_strerror(status, text, text.length);
      int end = 0;
      while (text[end] != 0) {
        end++;
      }
      throw new VerificationException(
          String.format(
              Locale.ROOT,
              "%s: after %d frames FFmpeg stops, %s (%s): damaged syntax, or an MD5 that does not"
                  + " match",
              stream,
              frames,
              what,
              new String(text, 0, end, java.nio.charset.StandardCharsets.UTF_8)));
    }

    private void compare(AVFrame frame) throws IOException, VerificationException {
      VideoFormat format = reference.format();
      int pixelFormat = format.bitDepth() == 8 ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV420P10LE;
      // FFmpeg has a name of its own for 8 bit of full range
      boolean fullRange = format.bitDepth() == 8 && frame.format() == AV_PIX_FMT_YUVJ420P;
      if (frame.width() != format.width()
          || frame.height() != format.height()
          || frame.format() != pixelFormat && !fullRange) {
        throw new VerificationException(
            String.format(
                Locale.ROOT,
                "%s: frame %d decodes to %dx%d (FFmpeg pixel format %d), the reconstruction is"
                    + " %dx%d %d-bit",
                stream,
                frames,
                frame.width(),
                frame.height(),
                frame.format(),
                format.width(),
                format.height(),
                format.bitDepth()));
      }
      if (frames >= reference.frameCount()) {
        return; // counted, and reported at the end
      }
      reference.read(frames, expected);
      for (int cIdx = 0; cIdx < 3; cIdx++) {
        comparePlane(frame, cIdx);
      }
    }

    private void comparePlane(AVFrame frame, int cIdx) throws VerificationException {
      int width = expected.width(cIdx);
      int height = expected.height(cIdx);
      int stride = frame.linesize(cIdx);
      boolean wide = expected.format.bitDepth() > 8;
      ByteBuffer decoded =
          frame
              .data(cIdx)
              .capacity((long) stride * height)
              .asByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN);
      short[] plane = expected.plane(cIdx);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int got =
              wide
                  ? decoded.getShort(y * stride + 2 * x) & 0xffff
                  : decoded.get(y * stride + x) & 0xff;
          if (got != plane[y * width + x]) {
            throw new VerificationException(
                String.format(
                    Locale.ROOT,
                    "%s: frame %d, plane %s, x=%d, y=%d: FFmpeg decodes %d, the reconstruction"
                        + " has %d",
                    stream,
                    frames,
                    "YUV".charAt(cIdx),
                    x,
                    y,
                    got,
                    plane[y * width + x]));
          }
        }
      }
    }
  }
}
