package org.nnrdoq.experiment.regression;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.nnrdoq.encoder.embedded.Workers;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerScope;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.net.RoundedBlock;

/**
 * Whether quantizers decide alike on recorded blocks: one network on several backends, say. Each
 * recording is one thread's; blocks go through in batches.
 */
public final class BackendAgreement {
  private static final int BATCH = 128;
  private static final int KEPT = 5;

  /** Hears how far the work is; called from several threads. */
  public interface Listener {
    /**
     * Some blocks are done.
     *
     * @param blocks compared so far
     * @param differing so far
     * @param bytes of recordings that are done
     */
    void progress(long blocks, long differing, long bytes);
  }

  private final List<Quantizer> quantizers;
  private final List<Boolean> signHiding;
  private final long most;
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong decisions = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong differing = new AtomicLong();
  private final AtomicLong differingLevels = new AtomicLong();
  private final List<String> examples = new ArrayList<>();

  /**
   * Sets up a comparison.
   *
   * @param quantizers the first is what the others must equal
   * @param signHiding each block is quantized once for each entry
   * @param most blocks of each recording
   */
  public BackendAgreement(List<Quantizer> quantizers, List<Boolean> signHiding, long most) {
    this.quantizers = List.copyOf(quantizers);
    this.signHiding = List.copyOf(signHiding);
    this.most = most;
  }

  /**
   * Compares all blocks of recordings; may be called again for more.
   *
   * @throws IOException if a recording cannot be read, or lacks costs that a quantizer needs
   */
  public void run(List<Path> recordings, int threads, Listener listener)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (Path file : recordings) {
        all.add(
            pool.submit(
                () -> {
                  new RecordingComparison(file, listener).run();
                  bytes.addAndGet(Files.size(file));
                  return null;
                }));
      }
      for (Future<Void> f : all) {
        f.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      Workers.end(pool);
    }
  }

  /** Blocks compared; one that is quantized with and without sign hiding counts twice. */
  public long blocks() {
    return blocks.get();
  }

  /** Levels of those blocks that do not round to zero. */
  public long decisions() {
    return decisions.get();
  }

  /** Blocks in which a quantizer's levels or their sum are not those of the first. */
  public long differing() {
    return differing.get();
  }

  /** Levels that are not those of the first quantizer. */
  public long differingLevels() {
    return differingLevels.get();
  }

  /** What the first few blocks that differ are, a line each. */
  public List<String> examples() {
    synchronized (examples) {
      return List.copyOf(examples);
    }
  }

  /** The comparison on one recording. */
  private final class RecordingComparison {
    private final Path file;
    private final Listener listener;
    private final List<Quantizer.Workspace> workspaces = new ArrayList<>();
    private final List<BlockBatch> batches = new ArrayList<>();
    private final RoundedBlock rounded = new RoundedBlock();
    private final int[][] coefficients = new int[BATCH][];
    private final EntropyCosts[] costs = new EntropyCosts[BATCH];
    private final BlockParameters[][] parameters = new BlockParameters[signHiding.size()][BATCH];
    private final int[][][] levels = new int[quantizers.size()][BATCH][];
    private boolean needsCosts;
    private long first;

    RecordingComparison(Path file, Listener listener) {
      this.file = file;
      this.listener = listener;
      for (Quantizer q : quantizers) {
        batches.add(new BlockBatch());
        needsCosts |= q.needsEntropyCosts();
      }
      for (int i = 0; i < BATCH; i++) {
        coefficients[i] = new int[RecordedBlock.MAX_COEFFICIENTS];
        costs[i] = new EntropyCosts();
        for (int[][] l : levels) {
          l[i] = new int[RecordedBlock.MAX_COEFFICIENTS];
        }
      }
    }

    void run() throws IOException {
      RecordedBlock recorded = new RecordedBlock();
      try (RecordingReader reader = new RecordingReader(file);
          QuantizerScope scope = new QuantizerScope()) {
        quantizers.forEach(q -> workspaces.add(scope.newWorkspace(q)));
        int count = BATCH;
        while (count == BATCH) {
          count = 0;
          while (count < BATCH && read(reader, recorded, count)) {
            take(recorded, count++);
          }
          for (BlockParameters[] each : parameters) {
            compare(each, count);
          }
          first += count;
          listener.progress(blocks.get(), differing.get(), bytes.get());
        }
      }
    }

    private boolean read(RecordingReader reader, RecordedBlock recorded, int i) throws IOException {
      if (first + i >= most || Thread.currentThread().isInterrupted() || !reader.read(recorded)) {
        return false;
      }
      if (needsCosts && !recorded.hasCosts()) {
        throw new RecordingException(
            file + ": a block lacks entropy costs: record them, or name a plain model");
      }
      return true;
    }

    private void take(RecordedBlock recorded, int i) {
      int[] from = recorded.coefficients();
      System.arraycopy(from, 0, coefficients[i], 0, recorded.coefficientCount());
      if (needsCosts) {
        RecordedBlocks.getCosts(recorded, costs[i]);
      }
      for (int k = 0; k < parameters.length; k++) {
        recorded.setSignHiding(signHiding.get(k));
        parameters[k][i] = RecordedBlocks.parameters(recorded);
      }
    }

    private void compare(BlockParameters[] blocksOfKind, int count) {
      for (int q = 0; q < quantizers.size(); q++) {
        BlockBatch batch = batches.get(q);
        batch.clear();
        for (int i = 0; i < count; i++) {
          EntropyCosts own = needsCosts ? costs[i] : null;
          batch.add(blocksOfKind[i], coefficients[i], own, levels[q][i]);
        }
        quantizers.get(q).quantizeAll(batch, workspaces.get(q));
      }
      for (int i = 0; i < count; i++) {
        decisions.addAndGet(rounded.round(blocksOfKind[i], coefficients[i]));
        boolean differs = false;
        for (int q = 1; q < quantizers.size(); q++) {
          differs |= differs(q, i);
        }
        differing.addAndGet(differs ? 1 : 0);
      }
      blocks.addAndGet(count);
    }

    private boolean differs(int q, int i) {
      BlockBatch expected = batches.get(0);
      BlockParameters block = expected.parameters(i);
      int n = block.coefficients();
      int[] a = levels[0][i];
      int[] b = levels[q][i];
      if (Arrays.equals(a, 0, n, b, 0, n) && expected.sum(i) == batches.get(q).sum(i)) {
        return false;
      }
      int first = Math.max(0, Arrays.mismatch(a, 0, n, b, 0, n));
      int count = 0;
      for (int p = 0; p < n; p++) {
        count += a[p] != b[p] ? 1 : 0;
      }
      differingLevels.addAndGet(count);
      synchronized (examples) {
        if (examples.size() < KEPT) {
          examples.add(
              String.format(
                  Locale.ROOT,
                  "%s, block %d: %s gives %d at (%d, %d) and the sum %d, %s gives %d and %d; %s",
                  file.getFileName(),
                  this.first + i,
                  quantizers.get(q).describe(),
                  b[first],
                  first % block.size(),
                  first / block.size(),
                  batches.get(q).sum(i),
                  quantizers.get(0).describe(),
                  a[first],
                  expected.sum(i),
                  block));
        }
      }
      return true;
    }
  }
}
