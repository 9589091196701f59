package org.nnrdoq.quantizer.net;

import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.network.Lifetime;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.quantizer.BlockBatch;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * A thread's part of {@link FcnQuantizer}. Blocks of a batch whose crops are alike run together.
 */
final class FcnWorkspace extends CropWorkspace {
  private final RefinementNetwork.Session session;
  private final float[] logits = new float[Decision.COUNT * 1024];
  private float[] batchLogits = new float[0];
  private BlockFeatures[] pool = new BlockFeatures[0];
  private int[] shapes = new int[0];

  FcnWorkspace(
      Lifetime quantizer,
      FeatureSet set,
      RefinementNetwork network,
      RefinementNetwork.Session session,
      double strength) {
    super(quantizer, set, network.info(), session::close, strength);
    this.session = session;
  }

  @Override
  int decide(BlockParameters block, int[] coefficients, int[] levels) {
    session.run(1, features.height(), features.width(), inputs, blockInputs, logits);
    return decide(features, block, coefficients, levels);
  }

  /** Takes the decisions that the scores in {@link #logits} say; returns the sum of the levels. */
  private int decide(
      BlockFeatures described, BlockParameters block, int[] coefficients, int[] levels) {
    int height = described.height();
    int width = described.width();
    int area = height * width;
    int size = block.size();
    int[] nearest = described.levels();
    int sum = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int p = y * width + x;
        if (nearest[p] == 0) {
          continue;
        }
        int level = Decision.refine(nearest[p], logits[p], logits[area + p], logits[2 * area + p]);
        int at = y * size + x;
        levels[at] = coefficients[at] < 0 ? -level : level;
        sum += level;
      }
    }
    return sum;
  }

  @Override
  void quantizeAll(BlockBatch batch) {
    reserve(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      BlockParameters block = batch.parameters(i);
      block.requireRoom(batch.coefficients(i), batch.levels(i));
      Arrays.fill(batch.levels(i), 0, block.coefficients(), 0);
      batch.setSum(i, 0);
      shapes[i] = 0;
      if (pool[i].round(block, batch.coefficients(i)) != 0) {
        pool[i].weigh(rateWeight(block));
        shapes[i] = pool[i].height() << 8 | pool[i].width();
      }
    }
    try {
      for (int i = 0; i < batch.size(); i++) {
        if (shapes[i] != 0) {
          quantizeAlike(batch, i);
        }
      }
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  /** Quantizes all blocks from {@code first} on that have its shape of crop, and ticks them off. */
  private void quantizeAlike(BlockBatch batch, int first) {
    int shape = shapes[first];
    int height = pool[first].height();
    int width = pool[first].width();
    int area = height * width;
    int count = 0;
    for (int i = first; i < batch.size(); i++) {
      if (shapes[i] == shape) {
        fit((count + 1) * area, count + 1);
        pool[i].inputs(inputs, count * set.channels() * area, batch.costs(i));
        pool[i].blockInputs(blockInputs, count * set.blockChannels());
        count++;
      }
    }
    session.run(count, height, width, inputs, blockInputs, batchLogits);
    int at = 0;
    for (int i = first; i < batch.size(); i++) {
      if (shapes[i] == shape) {
        shapes[i] = 0;
        System.arraycopy(batchLogits, at, logits, 0, Decision.COUNT * area);
        at += Decision.COUNT * area;
        BlockParameters block = batch.parameters(i);
        int[] coefficients = batch.coefficients(i);
        int sum = decide(pool[i], block, coefficients, batch.levels(i));
        EntropyCosts costs = pool[i].costs();
        double weight = rateWeight(block);
        sum = change(pool[i], costs, weight, block, coefficients, batch.levels(i), sum);
        batch.setSum(i, sum);
      }
    }
  }

  /** Makes room for the features of so many blocks. */
  private void reserve(int blocks) {
    if (pool.length < blocks) {
      int had = pool.length;
      pool = Arrays.copyOf(pool, blocks);
      shapes = new int[blocks];
      for (int i = had; i < blocks; i++) {
        pool[i] = new BlockFeatures(set);
      }
    }
  }

  /** Makes room for the inputs and scores of a batch. */
  private void fit(int positions, int blocks) {
    if (inputs.length < set.channels() * positions) {
      inputs = Arrays.copyOf(inputs, 2 * set.channels() * positions);
    }
    if (blockInputs.length < set.blockChannels() * blocks) {
      blockInputs = Arrays.copyOf(blockInputs, 2 * set.blockChannels() * blocks);
    }
    if (batchLogits.length < Decision.COUNT * positions) {
      batchLogits = new float[2 * Decision.COUNT * positions];
    }
  }
}
