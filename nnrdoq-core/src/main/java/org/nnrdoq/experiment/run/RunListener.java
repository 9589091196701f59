package org.nnrdoq.experiment.run;

import org.nnrdoq.experiment.result.Point;

/** Follows a run; methods are called from several threads. */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /** A point was there already, or another process has brought it. */
  default void reused(Job job, Point point) {}

  /** An encode starts. */
  default void started(Job job) {}

  /** A frame of a running encode is done. */
  default void frameDone(Job job) {}

  /** An encode is finished and kept. */
  default void done(Job job, Point point) {}

  /** A job brought no point. */
  default void failed(Job job, Failure failure) {}

  /** Nothing is left but what other processes are at. */
  default void waiting(int jobs) {}
}
