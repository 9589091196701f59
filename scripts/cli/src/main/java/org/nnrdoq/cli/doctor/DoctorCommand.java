package org.nnrdoq.cli.doctor;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.cli.verify.StreamVerifier;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nnrdoq doctor}: what works here, and what to do about what does not. */
@Command(
    name = "doctor",
    description = {
      "Says in one screen what works on this machine and what to do about what does not.",
      "Exit code 0 if all that was looked at works, else 1; what is merely not there (Slurm, an"
          + " encoder that nobody named) is no fault."
    })
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--hm-bin",
      paramLabel = "BIN",
      description = "HM's encoder to look at (default: $NNRDOQ_HM_BIN).")
  private Path hm;

  @Option(
      names = "--kvazaar",
      paramLabel = "BIN",
      description = "kvazaar to look at (default: $NNRDOQ_KVZ_BIN).")
  private Path kvazaar;

  @Spec private CommandSpec spec;

  private PrintWriter out;
  private boolean healthy = true;

  /** Finds something out, in a few words. */
  @FunctionalInterface
  private interface Look {
    String look() throws Exception;
  }

  @Override
  public Integer call() {
    out = spec.commandLine().getOut();
    check("nnrdoq", ThisProgram::version, "");
    check(
        "Java",
        () ->
            System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.version")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors, "
                + Runtime.getRuntime().maxMemory() / (1 << 20)
                + " MiB at most",
        "");
    check(
        "locale",
        DoctorCommand::locale,
        "set LC_ALL=C.UTF-8, or names with accents cannot be read");
    check(
        "temporary files",
        DoctorCommand::temporaryFiles,
        "give a folder that exists, has room and allows programs:"
            + " NNRDOQ_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    check(
        "kernel",
        () -> describe(NetworkBackend.KERNEL, "fcn"),
        "build it: mvn -pl hm-bridge -am package; networks run in plain Java meanwhile");
    check(
        "plain Java",
        () -> describe(NetworkBackend.JAVA, "fcn"),
        "the build is damaged: mvn package");
    check(
        "ONNX Runtime",
        () -> describe(NetworkBackend.ORT, "fcn"),
        "its library is unpacked into the folder for temporary files, see there");
    check(
        "FFmpeg check",
        StreamVerifier::version,
        "its libraries are unpacked into ~/.javacpp/cache, which must be writable and allow programs");
    program("HM", hm, "NNRDOQ_HM_BIN", "build HM and name its bin/TAppEncoderStatic");
    program("kvazaar", kvazaar, "NNRDOQ_KVZ_BIN", "build kvazaar and name its program");
    slurm();
    out.println(
        healthy ? "All of this works." : "Not all of this works; the lines with ! say what to do.");
    out.flush();
    return healthy ? ExitCode.OK.code() : ExitCode.INTERNAL.code();
  }

  private void check(String what, Look look, String remedy) {
    try {
      line(" ", what, look.look());
    } catch (Exception | LinkageError e) {
      healthy = false;
      line("!", what, Failures.message(e) + (remedy.isEmpty() ? "" : "; " + remedy));
    }
  }

  private void line(String mark, String what, String text) {
    out.printf(Locale.ROOT, "%s %-16s %s%n", mark, what, text);
  }

  private static String locale() throws IOException {
    String names = System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    if (!names.equalsIgnoreCase("UTF-8")) {
      throw new IOException("names of files are " + names);
    }
    return Locale.getDefault().toLanguageTag() + ", names of files in " + names;
  }

  private static String temporaryFiles() throws IOException, InterruptedException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Path file = Files.createTempFile(folder, "nnrdoq-doctor", ".sh");
    try {
      Files.writeString(file, "#!/bin/sh\nexit 0\n");
      if (!file.toFile().setExecutable(true)) {
        throw new IOException(folder + ": files cannot be made programs");
      }
      try {
        if (new ProcessBuilder(file.toString()).start().waitFor() != 0) {
          throw new IOException(folder + ": programs do not run there");
        }
      } catch (IOException e) {
        throw new IOException(folder + ": programs are not allowed there (noexec)", e);
      }
      return folder
          + ", "
          + folder.toFile().getUsableSpace() / (1 << 20) // a chroot has no FileStore
          + " MiB free, programs allowed";
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String describe(NetworkBackend backend, String kind) {
    try (Quantizer quantizer = Quantizers.create(QuantizerSpec.parse(kind), backend)) {
      return quantizer.describe();
    }
  }

  private void program(String what, Path given, String variable, String remedy) {
    String named = given != null ? given.toString() : System.getenv(variable);
    if (named == null || named.isBlank()) {
      line(" ", what, "not named (" + variable + "), not looked at");
      return;
    }
    check(
        what,
        () -> {
          Path program = Path.of(named);
          if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new IOException(program + ": no program");
          }
          boolean patched =
              new String(Files.readAllBytes(program), StandardCharsets.ISO_8859_1)
                  .contains("NNRDOQ");
          return program + (patched ? ", with the hook of nnrdoq" : ", without the hook of nnrdoq");
        },
        remedy);
  }

  private void slurm() {
    boolean there = false;
    for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
      there |= Files.isExecutable(Path.of(folder.isEmpty() ? "." : folder).resolve("sbatch"));
    }
    line(" ", "Slurm", there ? "sbatch is there" : "not there; experiments run on this machine");
  }
}
