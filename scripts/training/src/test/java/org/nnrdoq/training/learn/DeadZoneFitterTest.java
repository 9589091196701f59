package org.nnrdoq.training.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.quantizer.scalar.DeadZoneCells;
import org.nnrdoq.quantizer.scalar.DeadZoneTable;
import org.nnrdoq.training.FitDeadZoneCommand;
import picocli.CommandLine;

class DeadZoneFitterTest {
  @TempDir Path directory;

  @Test
  void fit_lowersTheCost_alsoOnBlocksItDidNotSee() throws IOException {
    Path seen = directory.resolve("seen.nnbr");
    Path held = directory.resolve("held.nnbr");
    SyntheticRecordings.write(seen, 2500, 5);
    SyntheticRecordings.write(held, 1500, 6);
    int[] initial = new int[DeadZoneCells.CELLS];
    Arrays.fill(initial, 171);
    DeadZoneTable before = new DeadZoneTable(initial);
    DeadZoneTable after =
        FitDeadZoneCommand.fit(List.of(seen), 1, 3, new PrintWriter(new StringWriter()));
    double seenGain = 1 - bits(seen, after) / bits(seen, before);
    double heldGain = 1 - bits(held, after) / bits(held, before);
    assertTrue(seenGain > 0.01, "gain on blocks seen " + seenGain);
    assertTrue(heldGain > 0.005, "gain on blocks not seen " + heldGain);
  }

  private static double bits(Path recording, DeadZoneTable table) throws IOException {
    DeadZoneFitter fitter = new DeadZoneFitter();
    fitter.add(recording, 1, table);
    return fitter.meanBits();
  }

  @Test
  void command_writesATable_andRefusesAnEmptyDirectory() throws IOException {
    Path recordings = Files.createDirectory(directory.resolve("recordings"));
    Path out = directory.resolve("adz.txt");
    String[] arguments = {
      "--recordings", recordings.toString(), "--out", out.toString(), "--rounds", "1"
    };
    CommandLine command = new CommandLine(new FitDeadZoneCommand());
    StringWriter errors = new StringWriter();
    command.setErr(new PrintWriter(errors));
    command.setOut(new PrintWriter(new StringWriter()));
    command.setExecutionExceptionHandler(
        (e, c, p) -> {
          c.getErr().print(e.getMessage());
          return 3;
        });
    assertEquals(3, command.execute(arguments));
    assertTrue(errors.toString().contains("holds no .nnbr recording"), errors.toString());

    SyntheticRecordings.write(recordings.resolve("a.nnbr"), 300, 1);
    assertEquals(0, command.execute(arguments), errors.toString());
    DeadZoneTable table =
        DeadZoneTable.parse(new BufferedReader(new StringReader(Files.readString(out))));
    assertTrue(table.threshold(0) >= DeadZoneTable.MIN_THRESHOLD);
  }
}
