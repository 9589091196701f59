package org.nnrdoq.training;

import java.util.List;
import org.nnrdoq.cli.CommandProvider;

/**
 * Adds {@code train}, {@code integer}, {@code fit-adz} and {@code score} to the {@code nnrdoq}
 * command.
 */
public final class TrainingCommands implements CommandProvider {
  @Override
  public List<Object> commands() {
    return List.of(
        new TrainCommand(), new IntegerCommand(), new FitDeadZoneCommand(), new ScoreCommand());
  }
}
