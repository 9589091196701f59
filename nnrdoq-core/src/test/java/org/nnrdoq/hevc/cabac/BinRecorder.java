package org.nnrdoq.hevc.cabac;

import java.util.ArrayList;
import java.util.List;

/** Notes every bin as text, for tests of bin sequences. */
public final class BinRecorder implements BinSink {
  private final List<String> bins = new ArrayList<>();

  /** One entry per bin: {@code ctx <ctxIdx> <bin>}, {@code bypass <bin>} or {@code end <bin>}. */
  public List<String> bins() {
    return bins;
  }

  /** The entry that a context-coded bin leaves. */
  public String context(int ctxIdx, int bin) {
    return "ctx " + ctxIdx + " " + bin;
  }

  @Override
  public void bin(int ctxIdx, int bin) {
    bins.add(context(ctxIdx, bin));
  }

  @Override
  public void bypass(int bin) {
    bins.add("bypass " + bin);
  }

  @Override
  public void bypassBins(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      bypass(value >>> i & 1);
    }
  }

  @Override
  public void terminate(int bin) {
    bins.add("end " + bin);
  }
}
