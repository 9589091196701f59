package org.nnrdoq.cli.exit;

/** Exit codes of the command, as its help documents them. */
public enum ExitCode {
  OK(0, "done"),
  INTERNAL(1, "an error in nnrdoq itself; run again with --debug"),
  USAGE(2, "wrong options"),
  INPUT(3, "an input (video, model, recording) is missing, damaged or not supported"),
  OUTPUT(4, "an output cannot be written"),
  VERIFICATION(5, "a stream does not decode to the reconstruction"),
  ENCODER(6, "an encode failed"),
  REGRESSION(7, "results are worse than the baseline allows"),
  NOT_PATCHED(8, "'hm patch --check': the tree is not patched"),
  OUTDATED(9, "'hm patch --check': the tree has another version's patch"),
  ENVIRONMENT(10, "this machine lacks something that is needed; 'nnrdoq doctor' tells what"),
  INTERRUPTED(130, "interrupted");

  final int code;
  public final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The exit code of a number; that of an internal error if there is none. */
  public static ExitCode of(int code) {
    for (ExitCode e : values()) {
      if (e.code == code) {
        return e;
      }
    }
    return INTERNAL;
  }

  public int code() {
    return code;
  }
}
