package org.nnrdoq.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.io.VideoFormat;

/** How {@link HostEncoder} runs the program of one host. */
public interface HostProgram {
  /**
   * The files of one encode; the program runs in another folder, so all of them are absolute.
   *
   * @param yuv raw input: the frames of the job and no others
   * @param format of the input
   * @param frames in the input, 1 or more
   * @param stream to write
   * @param recon raw reconstruction to write, in the format of the input; {@code null}: none
   */
  record JobFiles(Path yuv, VideoFormat format, int frames, Path stream, Path recon) {}

  /** Name of the encoder, as on the command line: {@code hm}. */
  String name();

  /** Whether the program's log is on its standard error, and not on its standard output. */
  boolean logsToError();

  /**
   * The program and its options, for {@link ProcessBuilder}.
   *
   * @throws EncoderException if the host cannot do the job
   */
  List<String> command(EncodeJob job, JobFiles files) throws EncoderException;

  /** Environment variables that the program gets beside those of this process. */
  Map<String, String> environment();

  /** How long a run may take; {@code null}: as long as it likes. */
  Duration timeout();

  /** A parser for the log of one run. */
  HostLog newLog();

  /**
   * Looks whether a finished encode is what was asked for; the numbers of pictures and bytes are
   * compared already.
   *
   * @throws EncoderException in one line if it is not
   */
  void check(HostLog log, JobFiles files) throws IOException, EncoderException;

  /**
   * Why a run failed, in one line, and what to do about it.
   *
   * @param log lines of the log that report no picture, stripped
   * @param beside lines of the other output, stripped
   */
  String reason(List<String> log, List<String> beside);
}
