package org.nnrdoq.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class KvazaarCommandTest {
  @TempDir Path folder;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @Test
  void patch_refusesAFolderThatIsNoTreeOfKvazaar() {
    assertEquals(ExitCode.INPUT.code(), run("kvazaar", "patch", "--revert", folder.toString()));
    assertTrue(err.toString().contains("global.h: no such file"), err::toString);
    assertTrue(err.toString().contains("a tree of kvazaar, the one with 'src'"), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void encode_saysWhatIsMissing() {
    String clip = folder.resolve("none.y4m").toString();
    String stream = folder.resolve("out.hevc").toString();
    int code =
        run("kvazaar", "encode", clip, "-o", stream, "--qp", "32", "--kvazaar-bin", folder + "/no");
    assertEquals(ExitCode.USAGE.code(), code, err::toString);
    assertTrue(err.toString().contains("/no: no program"), err::toString);
  }

  @Test
  void encode_refusesOptionsOfAnotherEncoder() {
    String stream = folder.resolve("out.hevc").toString();
    int code = run("encode", "a.y4m", "-o", stream, "--qp", "32", "--preset", "slow");
    assertEquals(ExitCode.USAGE.code(), code, err::toString);
    assertTrue(
        err.toString().contains("--preset goes with --encoder kvazaar, not with embedded"),
        err::toString);
  }

  private int run(String... args) {
    return Main.execute(out, err, args);
  }
}
