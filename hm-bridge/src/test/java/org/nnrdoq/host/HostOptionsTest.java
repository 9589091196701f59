package org.nnrdoq.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.encoder.EncoderException;

class HostOptionsTest {
  private static final Set<String> KEYS = Set.of("bin", "args", "timeout", "library");

  private static HostOptions options(Map<String, String> pairs) throws EncoderException {
    return new HostOptions("some", pairs, KEYS);
  }

  @Test
  void options_namesTheKnownKeys_whenThereIsAnotherOne() {
    EncoderException e = assertThrows(EncoderException.class, () -> options(Map.of("binary", "x")));
    assertEquals(
        "encoder some has no option 'binary': expected one of [args, bin, library, timeout]",
        e.getMessage());
  }

  @Test
  void program_saysWhatToGive_whenThereIsNone() throws EncoderException {
    HostOptions none = options(Map.of());
    EncoderException e =
        assertThrows(EncoderException.class, () -> none.program("NNRDOQ_NOBODY_SETS", "encode"));
    assertEquals(
        "encoder some needs the host's program: give bin=PATH of encode, or set NNRDOQ_NOBODY_SETS",
        e.getMessage());
    HostOptions folder = options(Map.of("bin", "/tmp"));
    e = assertThrows(EncoderException.class, () -> folder.program("NNRDOQ_NOBODY_SETS", "encode"));
    assertTrue(e.getMessage().startsWith("/tmp: no program"), e.getMessage());
  }

  @Test
  void args_areSplitAtBlanks() throws EncoderException {
    assertEquals(List.of("--a", "--b=1"), options(Map.of("args", " --a  --b=1 ")).args());
    assertEquals(List.of(), options(Map.of()).args());
  }

  @Test
  void timeout_isInSeconds() throws EncoderException {
    assertEquals(Duration.ofMillis(1500), options(Map.of("timeout", "1.5")).timeout());
    assertNull(options(Map.of()).timeout());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "NaN", "Infinity", "1e30", ""})
  void timeout_isRefused_whenItIsNoNumberOfSeconds(String timeout) throws EncoderException {
    HostOptions options = options(Map.of("timeout", timeout));
    EncoderException e = assertThrows(EncoderException.class, options::timeout);
    assertEquals("timeout=" + timeout + ": expected a number of seconds above 0", e.getMessage());
  }
}
