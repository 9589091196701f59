package org.nnrdoq.training.learn;

/** Sets PyTorch up before its first use. */
public final class TrainingRuntime {
  private TrainingRuntime() {}

  /**
   * Keeps DJL off the network and PyTorch on a fixed number of threads.
   *
   * @param threads PyTorch's threads within an operator; small layers do best with 1
   */
  public static void prepare(int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.default_engine", "PyTorch");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    setIfAbsent("org.slf4j.simpleLogger.log.ai.djl", "error");
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
