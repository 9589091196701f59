package org.nnrdoq.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.cli.exit.ExitCode;

class HmCommandTest {
  @TempDir Path folder;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  @Test
  void patch_refusesAFolderThatIsNoHmTree() {
    assertEquals(ExitCode.INPUT.code(), run("hm", "patch", "--revert", folder.toString()));
    assertTrue(err.toString().contains("CommonDef.h: no such file"), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void patch_takesOneActionAtATime() {
    String tree = folder.toString();
    assertEquals(ExitCode.USAGE.code(), run("hm", "patch", "--revert", "--check", tree));
  }

  @Test
  void encode_saysWhatIsMissing() {
    String clip = folder.resolve("none.y4m").toString();
    String stream = folder.resolve("out.hevc").toString();
    int code = run("hm", "encode", clip, "-o", stream, "--qp", "32", "--hm-bin", folder + "/no-hm");
    assertEquals(ExitCode.USAGE.code(), code, err::toString);
    assertTrue(err.toString().contains("no-hm: no program"), err::toString);
  }

  @Test
  void hm_needsACommand() {
    assertEquals(ExitCode.USAGE.code(), run("hm"));
    assertTrue(err.toString().contains("patch, encode or bench"), err::toString);
  }

  private int run(String... args) {
    return Main.execute(out, err, args);
  }
}
