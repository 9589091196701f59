package org.nnrdoq.host.kvazaar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * The runner against a shell script that talks like kvazaar, writes a stream that is no more than a
 * sequence parameter set's first bytes, and "reconstructs" by copying its input.
 */
class KvazaarEncoderTest {
  private static final VideoFormat FORMAT = new VideoFormat(18, 10, 8, 30000, 1001);
  private static final EncodeJob.Tools FEW = new EncodeJob.Tools(false, false, false, false);

  /** NAL type 33 with general_profile_idc 1. */
  private static final String MAIN = "\\000\\000\\000\\001\\102\\001\\001\\001";

  private static final String TALK =
      "exec >&2\n"
          + "echo 'POC    1 QP 33 AVG QP 32.5 (B-frame)  16 bits PSNR Y 30.5 U 31.0 V 32.0 [L0 0 ]'\n"
          + "echo 'POC    0 QP 32 AVG QP 32.0 (I-frame)  48 bits PSNR Y 31.5 U 31.0 V 32.0'\n"
          + "printf '"
          + MAIN
          + "' >\"$o\"\ncp \"$i\" \"$d\" 2>/dev/null\n"
          + "echo ' Processed 2 frames, 64 bits AVG PSNR Y 31'\n"
          + "echo ' Encoding time: 1.500 s.'\n";

  @TempDir Path folder;

  private Path script(String body) throws IOException {
    Path bin = folder.resolve("kvazaar.sh");
    Files.writeString(
        bin,
        "#!/bin/sh\necho \"$@\" >\""
            + folder.resolve("args")
            + "\"\necho \"$NNRDOQ_LIBRARY\" >\""
            + folder.resolve("library")
            + "\"\nwhile [ $# -gt 0 ]; do case $1 in --input) i=$2;; --output) o=$2;;"
            + " --debug) d=$2;; esac; shift; done\n"
            + body);
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private Encoder encoder(Path bin, String... pairs) throws IOException, EncoderException {
    Map<String, String> options = new HashMap<>(Map.of("bin", bin.toString()));
    options.put("library", Files.writeString(folder.resolve("lib.so"), "").toString());
    for (int i = 0; i < pairs.length; i += 2) {
      options.put(pairs[i], pairs[i + 1]);
    }
    return new KvazaarEncoderProvider().create(options);
  }

  private EncodeJob job(Path recon, QuantizerSpec quantizer, int threads, EncodeJob.Tools tools)
      throws IOException {
    Path clip = folder.resolve("clip.y4m");
    try (VideoWriter writer = new Y4mWriter(clip, FORMAT)) {
      for (int f = 0; f < 3; f++) {
        Frame frame = new Frame(FORMAT);
        Arrays.fill(frame.plane(0), (short) (10 + f));
        writer.write(frame);
      }
      writer.commit();
    }
    Path stream = folder.resolve("out.hevc");
    return new EncodeJob(clip, null, stream, recon, 32, 1, 2, threads, quantizer, tools);
  }

  private EncodeJob job(QuantizerKind kind) throws IOException {
    return job(null, QuantizerSpec.of(kind), 1, EncodeJob.Tools.DEFAULT);
  }

  private String args() throws IOException {
    return Files.readString(folder.resolve("args"));
  }

  @Test
  void encode_convertsTheInputAndReadsTheLog() throws Exception {
    Path recon = folder.resolve("recon.y4m");
    EncodeJob job = job(recon, QuantizerSpec.of(QuantizerKind.RDOQ), 1, EncodeJob.Tools.DEFAULT);
    Encoder encoder = encoder(script(TALK), "preset", "slower", "gop", "8", "args", "--no-wpp");
    EncodeResult result = encoder.encode(job, Encoder.Progress.NONE);
    assertEquals(List.of(0, 1), result.frames().stream().map(EncodeResult.Frame::poc).toList());
    assertEquals(1_500_000_000L, result.cpuNanos());
    assertEquals(8, result.streamBytes());
    try (VideoReader reader = VideoReader.open(recon, null)) {
      assertEquals(FORMAT, reader.format());
      assertEquals(11, reader.read(0).plane(0)[0], "the second frame of the clip comes first");
    }
    for (String option :
        List.of(
            "--input-res 18x10",
            "--input-fps 30000/1001",
            "--input-bitdepth 8",
            "--frames 2",
            "--preset slower --gop 8",
            "--qp 32",
            "--hash md5",
            "--owf 0",
            "--threads 0",
            "--rdoq --no-wpp")) {
      assertTrue(args().contains(option), option + " is missing in " + args());
    }
    assertFalse(args().contains("--no-s"), "the preset decides on tools: " + args());
  }

  @Test
  void encode_switchesOffWhatTheJobDoesWithout() throws Exception {
    encoder(script(TALK))
        .encode(job(null, QuantizerSpec.of(QuantizerKind.SQ), 4, FEW), Encoder.Progress.NONE);
    assertTrue(
        args().contains("--no-signhide --no-transform-skip --no-deblock --no-sao --no-rdoq"),
        args());
    assertTrue(args().contains("--threads 4"), args());
  }

  @Test
  void encode_sendsNetworksThroughTheHook_withItsLibrary() throws Exception {
    encoder(script(TALK)).encode(job(QuantizerKind.AR), Encoder.Progress.NONE);
    assertTrue(args().endsWith("--nnrdoq ar\n"), args());
    assertEquals(folder.resolve("lib.so") + "\n", Files.readString(folder.resolve("library")));
    QuantizerSpec nano = new QuantizerSpec(QuantizerKind.FCN, Path.of("fcn-nano"), 0.75);
    encoder(script(TALK))
        .encode(job(null, nano, 1, EncodeJob.Tools.DEFAULT), Encoder.Progress.NONE);
    assertTrue(args().endsWith("--nnrdoq fcn=fcn-nano@0.75\n"), args());
  }

  @Test
  void encode_refusesWhatKvazaarCannotRun() throws Exception {
    assertFails(job(QuantizerKind.ORACLE), TALK, "no quantizer oracle");
    QuantizerSpec onnx = new QuantizerSpec(QuantizerKind.FCN, Path.of("my.onnx"));
    assertFails(job(null, onnx, 1, EncodeJob.Tools.DEFAULT), TALK, "my.onnx", ".nnq");
  }

  @Test
  void encode_leavesNothing_whenKvazaarFails() throws Exception {
    EncodeJob job = job(QuantizerKind.SQ);
    String words = "echo 'In use: avx2(55)' >&2\necho 'Input error: --owf must be' >&2\n";
    assertFails(job, words + "echo 'Failed to open encoder.' >&2\nexit 1\n", "exit code 1", "owf");
    assertFails(
        job, "echo \"kvazaar: unrecognized option '--nnrdoq'\" >&2\nexit 1\n", "kvazaar patch");
    assertFails(job, TALK.replace("Encoding time", "Something"), "exit code 0");
    assertFails(job, TALK.replace("POC    1", "POX    1"), "1 pictures of 2");
    assertFails(job, TALK.replace("64 bits", "65536 bits"), "8 of the 8192 bytes", "disk full");
  }

  /** It would shift the samples and say nothing. */
  @Test
  void encode_refusesAKvazaarOfAnotherBitDepth() throws Exception {
    String main10 = MAIN.substring(0, MAIN.length() - 4) + "\\002";
    assertFails(
        job(QuantizerKind.SQ), TALK.replace(MAIN, main10), "codes 10 bit", "KVZ_BIT_DEPTH=8");
  }

  private void assertFails(EncodeJob job, String body, String... parts) throws Exception {
    Encoder encoder = encoder(script(body));
    EncoderException e =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertFalse(Files.exists(job.output()));
  }

  @Test
  void settings_sayWhatIsWrong() {
    assertMessage(Map.of("binary", "x"), "no option 'binary'");
    assertMessage(Map.of("bin", folder.resolve("none").toString()), "no program");
    assertMessage(Map.of("bin", "/bin/sh", "preset", "fastest"), "ultrafast");
    assertMessage(Map.of("bin", "/bin/sh", "owf", "auto"), "0..64");
  }

  private static void assertMessage(Map<String, String> options, String part) {
    EncoderException e =
        assertThrows(EncoderException.class, () -> new KvazaarEncoderProvider().create(options));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void configured_putsTheConfigurationBeforeTheUsersOwnOptions() {
    Map<String, String> options = Map.of("bin", "/bin/sh", "args", "--bipred");
    KvazaarEncoderProvider provider = new KvazaarEncoderProvider();
    Map<String, String> ai = provider.configured(options, CodingConfiguration.AI, FORMAT);
    assertEquals("--period 1 --bipred", ai.get("args"));
    Map<String, String> ra = provider.configured(options, CodingConfiguration.RA, FORMAT);
    assertEquals("--period 32 --bipred", ra.get("args"), "two groups of 16 at 30 frames a second");
    Map<String, String> lp = provider.configured(options, CodingConfiguration.LP, FORMAT);
    assertEquals("lp-g8d4t1", lp.get("gop"));
    assertEquals("--period 0 --no-bipred --bipred", lp.get("args"));
  }

  @Test
  void fingerprint_changesWithTheLibrary_whereANetworkRuns() throws Exception {
    Path library = Files.writeString(folder.resolve("libnnrdoq.so"), "one");
    Files.writeString(folder.resolve("nnrdoq.classpath"), "# none\n");
    Map<String, String> options =
        Map.of("bin", script(TALK).toString(), "library", library.toString());
    KvazaarEncoderProvider provider = new KvazaarEncoderProvider();
    String own = provider.fingerprint(options, QuantizerKind.RDOQ);
    String network = provider.fingerprint(options, QuantizerKind.FCN);
    Files.writeString(library, "two");
    assertEquals(own, provider.fingerprint(options, QuantizerKind.RDOQ));
    assertNotEquals(network, provider.fingerprint(options, QuantizerKind.FCN));
  }
}
