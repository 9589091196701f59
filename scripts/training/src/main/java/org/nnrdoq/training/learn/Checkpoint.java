package org.nnrdoq.training.learn;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.training.data.TrainConfig;

/** The state of a training run in a file, complete or not there. */
final class Checkpoint {
  private static final int MAGIC = 0x4e4e5232;

  private Checkpoint() {}

  static void write(Path file, TrainConfig config, Parameters parameters, History history)
      throws IOException {
    try (AtomicOutput complete = AtomicOutput.open(file)) {
      DataOutputStream out = new DataOutputStream(complete.stream());
      out.writeInt(MAGIC);
      out.writeUTF(config.toString());
      parameters.write(out);
      out.writeInt(history.step);
      out.writeInt(history.bestEntry);
      out.writeInt(history.entries.size());
      for (History.Entry e : history.entries) {
        out.writeInt(e.step());
        out.writeDouble(e.lostBits());
        out.writeDouble(e.regret());
        out.writeDouble(e.gapClosed());
        out.writeDouble(e.accuracy());
        write(out, e.byConfiguration());
        write(out, e.byLambdaFactor());
      }
      for (float[] values : history.best) {
        for (float v : values) {
          out.writeFloat(v);
        }
      }
      out.flush();
      complete.commit();
    }
  }

  private static void write(DataOutputStream out, Map<String, Double> shares) throws IOException {
    out.writeInt(shares.size());
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      out.writeUTF(share.getKey());
      out.writeDouble(share.getValue());
    }
  }

  private static Map<String, Double> readShares(DataInputStream in) throws IOException {
    Map<String, Double> shares = new LinkedHashMap<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      shares.put(name, in.readDouble());
    }
    return shares;
  }

  /**
   * Reads the state, or starts a new history where there is no file yet.
   *
   * @throws IllegalArgumentException if the file is damaged or of another configuration
   */
  static History read(Path file, TrainConfig config, Parameters parameters) throws IOException {
    History history = new History();
    if (!Files.exists(file)) {
      return history;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC || !in.readUTF().equals(config.toString())) {
        throw new IllegalArgumentException(
            file
                + ": a checkpoint of another configuration or version: remove it, or name another"
                + " directory with --work");
      }
      parameters.read(in);
      history.step = in.readInt();
      history.bestEntry = in.readInt();
      int entries = in.readInt();
      for (int i = 0; i < entries; i++) {
        int step = in.readInt();
        double[] v = {in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()};
        history.entries.add(
            new History.Entry(step, v[0], v[1], v[2], v[3], readShares(in), readShares(in)));
      }
      List<float[]> best = new ArrayList<>();
      for (Parameters.Weight w : parameters.all()) {
        float[] values = new float[w.values.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = in.readFloat();
        }
        best.add(values);
      }
      history.best = best;
    } catch (EOFException | UTFDataFormatException e) {
      throw new IllegalArgumentException(
          file + ": the checkpoint is truncated or damaged: remove it, and the run starts anew", e);
    }
    return history;
  }
}
