package org.nnrdoq.host.kvazaar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.quantizer.QuantizerStats;

/** Lines in the form of kvazaar's log, made up. */
class KvazaarLogTest {
  @Test
  void line_readsPictures_inOutputOrder() {
    KvazaarLog log = new KvazaarLog();
    assertNull(log.line("Input: clip.yuv, output: stream.hevc"));
    assertEquals(
        new EncodeResult.Frame(8, 'P', 29, 97720, 35.0321, 38.1, 40.25),
        log.line(
            "POC    8 QP 29 AVG QP 28.0 (P-frame)      97720 bits PSNR Y 35.0321 U 38.1000 V"
                + " 40.2500 [L0 0 ] [L1 ]"));
    log.line(
        "POC    0 QP 27 AVG QP 27.0 (I-frame)     121864 bits PSNR Y 999.9900 U 39.2847 V 41.8226");
    List<EncodeResult.Frame> frames = log.frames();
    assertEquals(List.of(0, 8), frames.stream().map(EncodeResult.Frame::poc).toList());
    assertEquals(Double.POSITIVE_INFINITY, frames.get(0).psnrY());
  }

  @Test
  void log_isComplete_onlyWithTheTimeAtItsEnd() {
    KvazaarLog log = new KvazaarLog();
    log.line(" Processed 2 frames,     245480 bits AVG PSNR Y 37.9266 U 39.2666 V 41.7170");
    log.line(" Total CPU time: 0.312 s.");
    assertFalse(log.isComplete());
    log.line(" Encoding time: 0.128 s.");
    assertTrue(log.isComplete());
    assertEquals(0.128, log.cpuSeconds());
    assertEquals(245480 / 8, log.streamBytes());
    assertNull(log.stats());
  }

  @Test
  void line_readsWhatTheHookSays_asInAnyHost() {
    KvazaarLog log = new KvazaarLog();
    log.line("NNRDOQ 8x8 luma               5659          328            7");
    log.line(
        "NNRDOQ time in the quantizer 0.037 s, 1.461 us per call; start-up 0.822 s (processor 0.263"
            + " s); Java heap 2.5 MB");
    assertEquals(5659, log.stats().get(3, 0, QuantizerStats.Outcome.QUANTIZED));
    assertEquals(328, log.stats().get(3, 0, QuantizerStats.Outcome.ZERO));
    assertEquals(7, log.stats().get(3, 0, QuantizerStats.Outcome.UNSUPPORTED));
    assertEquals(0.822, log.startSeconds());
    assertEquals(0.263, log.startCpuSeconds());
  }
}
