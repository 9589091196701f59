package org.nnrdoq.encoder.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** The search must have counted exactly the bins that the stream then holds. */
class FrameEncoderTest {
  private static Frame picture(VideoFormat format, long seed) {
    Random random = new Random(seed);
    Frame frame = new Frame(format);
    int max = (1 << format.bitDepth()) - 1;
    for (int c = 0; c < 3; c++) {
      int w = frame.width(c);
      double noise = 0.01 + 0.05 * c;
      for (int i = 0; i < frame.plane(c).length; i++) {
        double x = i % w;
        double y = (double) (i / w);
        double edge = (x * x + y * y) % 900 < 450 ? 0.2 : 0;
        double value = 0.4 + 0.2 * Math.sin(x / 9 + y / 5) + edge + noise * random.nextGaussian();
        frame.plane(c)[i] = (short) Math.max(0, Math.min(max, value * max));
      }
    }
    return frame;
  }

  @ParameterizedTest
  @CsvSource({"12,8,RDOQ", "27,8,SQ", "34,10,RDOQ", "45,8,RDOQ"})
  void searchAndStream_agree_onStatesAndCost(int qp, int bitDepth, QuantizerKind kind)
      throws InterruptedException {
    VideoFormat format = new VideoFormat(152, 88, bitDepth, 25, 1);
    Tools tools = new Tools(true, true, false, false);
    SliceParameters slice = new SliceParameters(qp, bitDepth, tools);
    try (Quantizer quantizer = Quantizers.create(kind);
        FrameEncoder encoder = new FrameEncoder(format, VideoSignal.UNKNOWN, slice, quantizer)) {
      for (int i = 0; i < 2; i++) {
        Frame source = picture(format, qp + i);
        Frame recon = encoder.encode(source, true).recon();
        // every bin moves a state, so one bin too many or too few would show
        assertArrayEquals(
            states(encoder.streamContexts()), states(encoder.searchContexts()), "picture " + i);
        double cost = slice.lambda * 8 * encoder.sliceDataBytes();
        for (int c = 0; c < 3; c++) {
          cost += (c == 0 ? 1 : slice.chromaWeight) * distortion(source, recon, c);
        }
        assertEquals(1, encoder.searchCost() / cost, 0.01, "picture " + i);
      }
    }
  }

  private static double distortion(Frame a, Frame b, int cIdx) {
    double sum = 0;
    for (int i = 0; i < a.plane(cIdx).length; i++) {
      double d = a.plane(cIdx)[i] - b.plane(cIdx)[i];
      sum += d * d;
    }
    return sum / (1 << 2 * (a.format.bitDepth() - 8));
  }

  private static byte[] states(CabacContexts contexts) {
    return Arrays.copyOf(contexts.states(), contexts.states().length);
  }
}
