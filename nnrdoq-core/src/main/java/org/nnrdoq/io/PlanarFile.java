package org.nnrdoq.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What y4m and raw files share: opening, and frames of planar samples at a byte offset. */
final class PlanarFile {
  private PlanarFile() {}

  static FileChannel open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new VideoFileException(path, "no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw new VideoFileException(path, "not a regular file; frames are read at random positions");
    }
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (AccessDeniedException e) {
      throw new VideoFileException(path, "not readable (permission denied)", e);
    }
  }

  static int bytesPerSample(VideoFormat format) {
    return format.bitDepth() > 8 ? 2 : 1;
  }

  /** Size of one frame's samples in bytes. */
  static long frameBytes(VideoFormat format) {
    long luma = (long) format.width() * format.height();
    long chroma = (long) format.chromaWidth() * format.chromaHeight();
    return (luma + 2 * chroma) * bytesPerSample(format);
  }

  /** Fills {@code buffer} from {@code offset}; false if the file ends before. */
  static boolean readFully(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, at);
      if (n < 0) {
        return false;
      }
      at += n;
    }
    buffer.flip();
    return true;
  }

  /** Reads the frame whose samples start at byte {@code offset}. */
  static void readFrame(Path path, FileChannel channel, long offset, int index, Frame into)
      throws IOException {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(frameBytes(into.format)))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (!readFully(channel, buffer, offset)) {
      throw new VideoFileException(
          path, "frame " + index + ": file became shorter while it was in use");
    }
    boolean wide = bytesPerSample(into.format) == 2;
    for (int cIdx = 0; cIdx < 3; cIdx++) {
      if (wide) {
        unpackWide(path, buffer, index, cIdx, into);
      } else {
        short[] plane = into.plane(cIdx);
        for (int i = 0; i < plane.length; i++) {
          plane[i] = (short) (buffer.get() & 0xff);
        }
      }
    }
  }

  private static void unpackWide(Path path, ByteBuffer buffer, int index, int cIdx, Frame into)
      throws VideoFileException {
    short[] plane = into.plane(cIdx);
    int max = (1 << into.format.bitDepth()) - 1;
    for (int i = 0; i < plane.length; i++) {
      int sample = buffer.getShort() & 0xffff;
      if (sample > max) {
        throw new VideoFileException(
            path,
            String.format(
                Locale.ROOT,
                "frame %d, plane %s, x=%d, y=%d: sample %d exceeds %d; not %d-bit little-endian?",
                index,
                "YUV".charAt(cIdx),
                i % into.width(cIdx),
                i / into.width(cIdx),
                sample,
                max,
                into.format.bitDepth()));
      }
      plane[i] = (short) sample;
    }
  }

  /** Packs a frame's samples as they stand in a file; the result is reused if it fits. */
  static ByteBuffer pack(Frame frame, ByteBuffer reuse) {
    int bytes = Math.toIntExact(frameBytes(frame.format));
    ByteBuffer out =
        reuse != null && reuse.capacity() == bytes
            ? reuse.clear()
            : ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = bytesPerSample(frame.format) == 2;
    for (int cIdx = 0; cIdx < 3; cIdx++) {
      for (short sample : frame.plane(cIdx)) {
        if (wide) {
          out.putShort(sample);
        } else {
          out.put((byte) sample);
        }
      }
    }
    return out.flip();
  }

  static void requireFormat(VideoFormat expected, Frame frame) {
    if (frame.format.width() != expected.width()
        || frame.format.height() != expected.height()
        || frame.format.bitDepth() != expected.bitDepth()
        || frame.format.chromaFormatIdc() != expected.chromaFormatIdc()) {
      throw new IllegalArgumentException("frame is " + frame.format + ": expected " + expected);
    }
  }
}
