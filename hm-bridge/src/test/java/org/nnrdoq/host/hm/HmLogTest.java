package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.quantizer.QuantizerStats.Outcome;

class HmLogTest {
  @Test
  void line_readsPicturesOfAllReleases_andSortsThemByPoc() {
    HmLog log = new HmLog();
    EncodeResult.Frame first =
        log.line(
            "POC    0 TId: 0 ( I-SLICE, nQP 32 QP 32 )      75880 bits [Y 34.1592 dB    U 37.1550"
                + " dB    V 40.6626 dB] [ET     1 ] [L0 ] [L1 ] [MD5:00,00,00]");
    assertEquals(new EncodeResult.Frame(0, 'I', 32, 75880, 34.1592, 37.1550, 40.6626), first);
    log.line(
        "POC    8 TId: 0 ( B-SLICE, QP 33 )  100 bits [Y 30.0 dB U 31.5 dB V 32.0 dB] [ET 1 ]");
    log.line("POC    4 TId: 1 ( b-SLICE, QP -3 )  7 bits [Y inf dB U 999.99 dB V 32.0 dB] [ET 1 ]");
    List<EncodeResult.Frame> frames = log.frames();
    assertEquals(List.of(0, 4, 8), frames.stream().map(EncodeResult.Frame::poc).toList());
    assertEquals('B', frames.get(1).sliceType());
    assertEquals(-3, frames.get(1).qp());
    assertEquals(Double.POSITIVE_INFINITY, frames.get(1).psnrY());
    assertEquals(Double.POSITIVE_INFINITY, frames.get(1).psnrU());
  }

  @Test
  void isComplete_onlyWithTheTotalTime() {
    HmLog log = new HmLog();
    assertNull(log.line("Internal bit depth                     : (Y:10, C:10)"));
    assertFalse(log.isComplete());
    log.line("");
    log.line(" Total Time:       12.345 sec.");
    assertTrue(log.isComplete());
    assertEquals(12.345, log.cpuSeconds());
    assertEquals(10, log.lumaBitDepth());
    assertNull(log.stats());
  }

  @Test
  void line_readsTheSummaryOfTheHook() {
    HmLog log = new HmLog();
    log.line("NNRDOQ summary: quantizer fcn, Java 17.0.15, library 1.0.0");
    log.line("NNRDOQ 4x4 luma               116421       143795            7");
    log.line("NNRDOQ 16x16 chroma              972          478            0");
    log.line(
        "NNRDOQ time in the quantizer 0.402 s, 2.329 us per call; start-up 0.529 s; Java heap 1.8"
            + " MB");
    assertEquals(116421, log.stats().get(2, 0, Outcome.QUANTIZED));
    assertEquals(143795, log.stats().get(2, 0, Outcome.ZERO));
    assertEquals(7, log.stats().get(2, 0, Outcome.UNSUPPORTED));
    assertEquals(972, log.stats().get(4, 1, Outcome.QUANTIZED));
    assertEquals(0.402, log.quantizerSeconds());
    assertEquals(0.529, log.startSeconds());
    assertEquals(0.529, log.startCpuSeconds(), "the hook of an older patch tells no more");
    log.line(
        "NNRDOQ time in the quantizer 0.402 s, 2.329 us per call; start-up 0.531 s (processor 0.812"
            + " s); Java heap 1.8 MB");
    assertEquals(0.531, log.startSeconds());
    assertEquals(0.812, log.startCpuSeconds());
  }

  @Test
  void line_readsTheTimesOfTheHook() {
    HmLog log = new HmLog();
    log.line("NNRDOQ times in nanoseconds; each has one reading of the clock in it, 24 ns");
    log.line("NNRDOQ times of blocks              calls       mean       p50       p99    seconds");
    log.line("NNRDOQ times 4x4 luma              260223      412.3       287      1663     0.1073");
    log.line("NNRDOQ times 4x4 nonzero           190001      700.0       543      1727     0.1330");
    log.line("NNRDOQ times 32x32 chroma              12    20000.5     19967     30719     0.0002");
    assertEquals(
        List.of(
            new EncodeResult.BlockTimes(
                4, EncodeResult.Blocks.LUMA, 260223, 412.3, 287, 1663, 0.1073),
            new EncodeResult.BlockTimes(
                4, EncodeResult.Blocks.NONZERO, 190001, 700, 543, 1727, 0.133),
            new EncodeResult.BlockTimes(
                32, EncodeResult.Blocks.CHROMA, 12, 20000.5, 19967, 30719, 0.0002)),
        log.blockTimes());
    assertNull(log.stats(), "times are no counts");
  }
}
