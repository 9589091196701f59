package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

/** The runner against a shell script that talks like HM and "encodes" by copying its input. */
class HmEncoderTest {
  private static final VideoFormat FORMAT = new VideoFormat(18, 10, 8, 25, 1);

  @TempDir Path folder;

  private Path script(String body) throws IOException {
    Path bin = folder.resolve("hm.sh");
    Files.writeString(
        bin,
        "#!/bin/sh\nfor a; do case $a in\n--InputFile=*) i=${a#*=};;\n--BitstreamFile=*)"
            + " b=${a#*=};;\n--ReconFile=*) r=${a#*=};;\nesac; done\necho \"$@\" >\""
            + folder.resolve("args")
            + "\"\n"
            + body);
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private static final String TALK =
      "echo 'Internal bit depth : (Y:8, C:8)'\n"
          + "echo 'POC 1 TId: 0 ( B-SLICE, QP 33 ) 160 bits [Y 30.5 dB U 31 dB V 32 dB] [ET 0 ]'\n"
          + "echo 'POC 0 TId: 0 ( I-SLICE, QP 32 ) 80 bits [Y 31.5 dB U 31 dB V 32 dB] [ET 0 ]'\n"
          + "cp \"$i\" \"$b\"\ncp \"$i\" \"$r\"\necho ' Total Time: 1.500 sec.'\n";

  private EncodeJob job(Path recon, QuantizerKind kind) throws IOException {
    Path clip = folder.resolve("clip.y4m");
    try (VideoWriter writer = new Y4mWriter(clip, FORMAT)) {
      for (int f = 0; f < 3; f++) {
        Frame frame = new Frame(FORMAT);
        java.util.Arrays.fill(frame.plane(0), (short) (10 + f));
        writer.write(frame);
      }
      writer.commit();
    }
    return new EncodeJob(
        clip,
        null,
        folder.resolve("out.hevc"),
        recon,
        32,
        1,
        2,
        1,
        QuantizerSpec.of(kind),
        EncodeJob.Tools.DEFAULT);
  }

  private Encoder encoder(Path bin) throws IOException, EncoderException {
    Path cfg = Files.writeString(folder.resolve("some.cfg"), "# nothing\n");
    return new HmEncoderProvider()
        .create(Map.of("bin", bin.toString(), "cfg", cfg.toString(), "args", "--Level=4"));
  }

  @Test
  void encode_convertsTheInputAndReadsTheLog() throws Exception {
    Path recon = folder.resolve("recon.y4m");
    List<EncodeResult.Frame> seen = new ArrayList<>();
    EncodeResult result = encoder(script(TALK)).encode(job(recon, QuantizerKind.RDOQ), seen::add);
    assertEquals(List.of(1, 0), seen.stream().map(EncodeResult.Frame::poc).toList());
    assertEquals(List.of(0, 1), result.frames().stream().map(EncodeResult.Frame::poc).toList());
    assertEquals(1_500_000_000L, result.cpuNanos());
    assertEquals(2 * (18 * 10 + 2 * 9 * 5), result.streamBytes(), "two frames of raw 4:2:0");
    try (VideoReader reader = VideoReader.open(recon, null)) {
      assertEquals(FORMAT, reader.format());
      assertEquals(11, reader.read(0).plane(0)[0], "the second frame of the clip comes first");
    }
    String args = Files.readString(folder.resolve("args"));
    for (String option :
        List.of(
            "--RDOQ=1 --RDOQTS=1",
            "--SourceWidth=18",
            "--FramesToBeEncoded=2",
            "--QP=32",
            "--SEIDecodedPictureHash=1",
            "--SignHideFlag=1",
            "--Level=4")) {
      assertTrue(args.contains(option), args);
    }
    assertNoLeftovers("out.hevc", "recon.y4m");
  }

  @Test
  void encode_sendsNetworksThroughTheHook() throws Exception {
    encoder(script(TALK)).encode(job(null, QuantizerKind.FCN), Encoder.Progress.NONE);
    assertTrue(Files.readString(folder.resolve("args")).contains("--NNRDOQ=fcn"));
  }

  @Test
  void encode_passesTheNameOfAShippedModelOn_andAFileFromItsRoot() throws Exception {
    EncodeJob fcn = job(null, QuantizerKind.FCN);
    encoder(script(TALK)).encode(with(fcn, Path.of("fcn-nano")), Encoder.Progress.NONE);
    assertTrue(Files.readString(folder.resolve("args")).contains("--NNRDOQModel=fcn-nano "));
    encoder(script(TALK)).encode(with(fcn, Path.of("my.onnx")), Encoder.Progress.NONE);
    String option = "--NNRDOQModel=" + Path.of("my.onnx").toAbsolutePath();
    assertTrue(Files.readString(folder.resolve("args")).contains(option));
  }

  private static EncodeJob with(EncodeJob job, Path model) {
    return new EncodeJob(
        job.input(),
        job.rawFormat(),
        job.output(),
        job.recon(),
        job.qp(),
        job.firstFrame(),
        job.frames(),
        job.threads(),
        new QuantizerSpec(job.quantizer().kind(), model),
        job.tools());
  }

  @Test
  void encode_leavesNothing_whenHmFails() throws Exception {
    assertFails("echo 'nnrdoq: the model is missing' >&2\nexit 1\n", "exit code 1", "the model is");
    assertFails("echo 'Error: Unknown option: `NNRDOQ'\"'\" >&2; exit 1\n", "hm patch");
  }

  @Test
  void encode_leavesNothing_whenTheLogIsCutShort() throws Exception {
    assertFails(TALK.replace("Total Time", "Something"), "exit code 0");
    assertFails(TALK.replace("POC 1", "POX 1"), "1 pictures of 2");
    assertFails(TALK.replace("Y:8", "Y:10"), "10 bit on a clip of 8 bit");
  }

  @Test
  void encode_endsHm_whenItTakesLongerThanItMay() throws Exception {
    Path cfg = Files.writeString(folder.resolve("some.cfg"), "# nothing\n");
    Encoder encoder =
        new HmEncoderProvider()
            .create(
                Map.of(
                    "bin",
                    script("exec sleep 120\n").toString(),
                    "cfg",
                    cfg.toString(),
                    "timeout",
                    "0.5"));
    EncodeJob job = job(null, QuantizerKind.SQ);
    EncoderException e =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE));
    assertTrue(e.getMessage().contains("had not finished after 0.5 s"), e.getMessage());
    assertNoLeftovers();
  }

  private void assertFails(String body, String... parts) throws Exception {
    Encoder encoder = encoder(script(body));
    EncodeJob job = job(folder.resolve("recon.y4m"), QuantizerKind.SQ);
    EncoderException e =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertNoLeftovers();
  }

  private void assertNoLeftovers(String... outputs) throws IOException {
    List<String> expected = new ArrayList<>(List.of("args", "clip.y4m", "hm.sh", "some.cfg"));
    expected.addAll(List.of(outputs));
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(p -> p.getFileName().toString()).sorted().toList();
      assertEquals(expected.stream().sorted().toList(), names);
    }
  }

  @Test
  void settings_sayWhatIsMissing() {
    Map<String, String> unknown = Map.of("binary", "x");
    assertMessage(unknown, "no option 'binary'");
    assertMessage(Map.of("bin", folder.resolve("none").toString()), "no program");
    assertMessage(Map.of("bin", "/bin/sh", "cfg", "/none.cfg"), "/none.cfg");
  }

  private static void assertMessage(Map<String, String> options, String part) {
    EncoderException e = assertThrows(EncoderException.class, () -> HmSettings.of(options));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
