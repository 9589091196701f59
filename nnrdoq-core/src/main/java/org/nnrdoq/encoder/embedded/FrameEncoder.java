package org.nnrdoq.encoder.embedded;

import org.nnrdoq.encoder.BlockObserver;
import org.nnrdoq.encoder.EncodeJob.Tools;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.bitstream.AccessUnit;
import org.nnrdoq.hevc.bitstream.NalUnitType;
import org.nnrdoq.hevc.bitstream.ParameterSets;
import org.nnrdoq.hevc.bitstream.PictureHash;
import org.nnrdoq.hevc.bitstream.PictureTiming;
import org.nnrdoq.hevc.bitstream.SliceSegment;
import org.nnrdoq.hevc.bitstream.StreamParameters;
import org.nnrdoq.hevc.cabac.BitCounter;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.cabac.CabacEncoder;
import org.nnrdoq.hevc.filter.SaoSyntax;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerStats;

/**
 * Encodes whole pictures, each on its own: decisions, loop filters, slice data, hash.
 *
 * <p>One per worker; reused from picture to picture.
 */
public final class FrameEncoder implements AutoCloseable {
  private final VideoFormat format;
  private final SliceParameters slice;
  private final StreamParameters parameters;
  private final PictureState picture;
  private final BlockCoder coder;
  private final CodingUnitSearch search;
  private final LoopFilters filters;
  private final CabacEncoder cabac = new CabacEncoder(new CabacContexts());
  private final SyntaxWriter writer;
  private final BitCounter counter = new BitCounter();
  private final BitCounter residualCounter = new BitCounter();
  private final SyntaxWriter residualRates;
  private double searchCost;
  private int sliceDataBytes;

  /**
   * An encoder of pictures.
   *
   * @param format of the pictures
   * @param signal what is known of them beside their geometry
   * @param slice of the encode, shared by all workers
   * @param quantizer shared by all workers
   */
  public FrameEncoder(
      VideoFormat format, VideoSignal signal, SliceParameters slice, Quantizer quantizer) {
    this.format = format;
    this.slice = slice;
    Tools tools = slice.tools;
    parameters =
        new StreamParameters(
                format,
                SliceParameters.MAX_TRANSFORM_DEPTH,
                tools.signHiding(),
                tools.transformSkip(),
                true,
                tools.deblocking(),
                tools.sao())
            .with(signal);
    picture =
        new PictureState(parameters.codedWidth(), parameters.codedHeight(), format.bitDepth());
    coder = new BlockCoder(slice, picture, quantizer);
    search = new CodingUnitSearch(picture, slice, coder);
    filters = new LoopFilters(picture, slice);
    writer = new SyntaxWriter(picture, slice, cabac);
    residualRates =
        new SyntaxWriter(
            picture, slice, residualCounter, new ResidualRates(residualCounter, coder.stats()));
  }

  /**
   * Encodes one picture as an IDR access unit.
   *
   * @param source the picture
   * @param keepRecon whether the reconstruction is wanted
   * @throws InterruptedException if the thread is interrupted; the picture is given up between two
   *     coding tree units then
   */
  public CodedPicture encode(Frame source, boolean keepRecon) throws InterruptedException {
    return encode(source, keepRecon, null);
  }

  /**
   * As {@link #encode(Frame, boolean)}.
   *
   * @param observer is shown every transform block of the picture, or {@code null}
   */
  public CodedPicture encode(Frame source, boolean keepRecon, BlockObserver observer)
      throws InterruptedException {
    picture.start(source);
    decide();
    if (observer != null) {
      new BlockReplay(slice, picture, coder, observer).run();
    }
    filters.deblock();
    boolean sao = filters.sampleAdaptiveOffset();
    byte[] data = sliceData(sao);
    sliceDataBytes = data.length;
    AccessUnit unit = start(parameters);
    if (parameters.signal().scan().hasFields()) {
      unit.add(NalUnitType.PREFIX_SEI, PictureTiming.sei(parameters.signal().scan()));
    }
    unit.add(NalUnitType.IDR_N_LP, SliceSegment.idr(parameters, slice.qp, sao, sao, data));
    unit.add(NalUnitType.SUFFIX_SEI, PictureHash.sei(md5()));
    return new CodedPicture(
        unit.toByteArray(),
        keepRecon ? picture.visible(format) : null,
        psnr(source, 0),
        psnr(source, 1),
        psnr(source, 2));
  }

  private static AccessUnit start(StreamParameters parameters) {
    AccessUnit unit = new AccessUnit();
    unit.add(NalUnitType.VPS, ParameterSets.vps(parameters));
    unit.add(NalUnitType.SPS, ParameterSets.sps(parameters));
    unit.add(NalUnitType.PPS, ParameterSets.pps(parameters));
    return unit;
  }

  /** What the parameter sets say; the level is that of size and rate alone. */
  StreamParameters parameters() {
    return parameters;
  }

  /** The parameter sets that every picture starts with, as many bytes for every level. */
  static byte[] parameterSets(StreamParameters parameters) {
    return start(parameters).toByteArray();
  }

  private void decide() throws InterruptedException {
    counter.contexts().init(SliceType.I, slice.qp);
    searchCost = 0;
    for (int y = 0; y < picture.height; y += PictureState.CTB) {
      for (int x = 0; x < picture.width; x += PictureState.CTB) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        searchCost += search.search(x, y, PictureState.LOG2_CTB, counter, Double.MAX_VALUE);
      }
    }
  }

  private byte[] sliceData(boolean sao) {
    cabac.contexts().init(SliceType.I, slice.qp);
    cabac.start();
    residualCounter.contexts().init(SliceType.I, slice.qp);
    int last = picture.ctbCols * picture.ctbRows - 1;
    for (int ctb = 0; ctb <= last; ctb++) {
      int x = ctb % picture.ctbCols << PictureState.LOG2_CTB;
      int y = ctb / picture.ctbCols << PictureState.LOG2_CTB;
      if (sao) {
        SaoSyntax.write(cabac, filters.saoUnit(ctb), x > 0, y > 0, format.bitDepth());
      }
      writer.codingQuadtree(x, y, PictureState.LOG2_CTB);
      residualRates.codingQuadtree(x, y, PictureState.LOG2_CTB);
      cabac.terminate(ctb == last ? 1 : 0);
    }
    return cabac.finish();
  }

  private byte[][] md5() {
    byte[][] sums = new byte[3][];
    for (int c = 0; c < 3; c++) {
      int stride = picture.stride(c);
      sums[c] =
          PictureHash.md5(picture.recon(c), stride, picture.rows(c), stride, format.bitDepth());
    }
    return sums;
  }

  private double psnr(Frame source, int cIdx) {
    return Psnr.of(source, cIdx, format.bitDepth(), picture.recon(cIdx), picture.stride(cIdx));
  }

  /** What the quantizer has done for this worker so far. */
  public QuantizerStats stats() {
    return coder.stats();
  }

  /** States in which the search left the last picture; for tests. */
  CabacContexts searchContexts() {
    return counter.contexts();
  }

  /** States in which the last picture's slice data ended; for tests. */
  CabacContexts streamContexts() {
    return cabac.contexts();
  }

  /** Distortion before the loop filters plus lambda times bits, as the search saw it. */
  double searchCost() {
    return searchCost;
  }

  /** Size of the last picture's slice data. */
  int sliceDataBytes() {
    return sliceDataBytes;
  }

  @Override
  public void close() {
    coder.close();
  }
}
