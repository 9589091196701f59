package org.nnrdoq.cli;

import java.util.List;

/**
 * Subcommands of another module; found through {@link java.util.ServiceLoader}.
 *
 * <p>{@code scripts/training} adds {@code train} this way, so that the command line needs no
 * training libraries.
 */
public interface CommandProvider {
  /** New objects annotated with picocli's {@code @Command}; each becomes {@code nnrdoq NAME}. */
  List<Object> commands();
}
