package org.nnrdoq.cli.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.experiment.result.VerificationException;

/** The verifier itself, on streams of another encoder (see origin.json beside them). */
class StreamVerifierTest {
  private static final int LUMA = 64 * 48;
  private static final int FRAME = LUMA * 3 / 2;

  @TempDir Path dir;

  private Path golden(String name) throws IOException {
    Path copy = dir.resolve(name.replace('/', '-'));
    try (InputStream in = getClass().getResourceAsStream("/golden/verifier/" + name)) {
      assertNotNull(in, name);
      Files.write(copy, in.readAllBytes());
    }
    return copy;
  }

  private static String failure(Path stream, Path recon) {
    return assertThrows(
            VerificationException.class, () -> new StreamVerifier().check(stream, recon, null))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void matchingReconstructionIsAccepted(int bits) throws Exception {
    Path stream = golden("leaves-" + bits + "bit/input.hevc");
    Path recon = golden("leaves-" + bits + "bit/expected.y4m");
    assertEquals(2, new StreamVerifier().check(stream, recon, null));
  }

  @Test
  void oneWrongSampleIsLocated() throws IOException {
    Path stream = golden("leaves-8bit/input.hevc");
    Path recon = golden("leaves-8bit/expected.y4m");
    byte[] bytes = Files.readAllBytes(recon);
    int at = bytes.length - FRAME + LUMA + 5 * 32 + 7; // frame 1, U, x=7, y=5
    int was = bytes[at] & 0xff;
    bytes[at] ^= 1;
    Files.write(recon, bytes);
    String message = failure(stream, recon);
    assertTrue(
        message.endsWith(
            String.format(
                "frame 1, plane U, x=7, y=5: FFmpeg decodes %d, the reconstruction has %d",
                was, was ^ 1)),
        message);
  }

  @Test
  void aWrongMd5IsRefused() throws IOException {
    Path stream = golden("leaves-8bit/input.hevc");
    Path recon = golden("leaves-8bit/expected.y4m");
    byte[] bytes = Files.readAllBytes(stream);
    bytes[bytes.length - 3] ^= 4; // within the last picture's hash
    Files.write(stream, bytes);
    String message = failure(stream, recon);
    assertTrue(message.contains("MD5"), message);
  }

  @Test
  void damagedSyntaxIsRefused() throws IOException {
    Path stream = golden("leaves-8bit/input.hevc");
    Path recon = golden("leaves-8bit/expected.y4m");
    byte[] bytes = Files.readAllBytes(stream);
    bytes[bytes.length / 4] ^= 0x55;
    Files.write(stream, bytes);
    assertTrue(failure(stream, recon).startsWith(stream.toString()));
  }

  @Test
  void aMissingMd5IsRefused() throws Exception {
    Path stream = golden("leaves-8bit/input.hevc");
    Path recon = golden("leaves-8bit/expected.y4m");
    byte[] bytes = Files.readAllBytes(stream);
    int sei = lastStartCode(bytes);
    Files.write(stream, java.util.Arrays.copyOf(bytes, sei));
    String message = failure(stream, recon);
    assertTrue(message.contains("1 MD5 messages for 2 pictures"), message);
  }

  @Test
  void missingFramesAreRefused() throws IOException {
    Path stream = golden("leaves-8bit/input.hevc");
    Path recon = golden("leaves-8bit/expected.y4m");
    byte[] bytes = Files.readAllBytes(recon);
    Files.write(recon, java.util.Arrays.copyOf(bytes, bytes.length - FRAME - 6));
    String message = failure(stream, recon);
    assertTrue(message.contains("decodes to 2 frames but the reconstruction has 1"), message);
  }

  private static int lastStartCode(byte[] bytes) {
    for (int i = bytes.length - 4; i > 0; i--) {
      if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
        return i;
      }
    }
    throw new AssertionError("no start code");
  }
}
