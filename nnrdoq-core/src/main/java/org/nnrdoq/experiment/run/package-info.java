/**
 * Runs the encodes of a comparison: a folder is queue and result store, and any number of processes
 * may work on it at the same time.
 *
 * <p>{@link org.nnrdoq.experiment.run.Jobs} turns a plan into {@link
 * org.nnrdoq.experiment.run.Job}s, keyed by a hash of everything that can change their result;
 * {@link org.nnrdoq.experiment.run.JobStore} keeps what is to do, who does it and what is done;
 * {@link org.nnrdoq.experiment.run.LocalRun} works it off in this process and {@link
 * org.nnrdoq.experiment.run.SlurmRun} on a cluster.
 *
 * <p>May import {@code experiment.plan}, {@code experiment.result} and what they import.
 */
package org.nnrdoq.experiment.run;
