package org.nnrdoq.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.training.publish.Admission;
import org.nnrdoq.training.publish.ModelFiles;
import org.nnrdoq.training.publish.ModelFolder;
import picocli.CommandLine.Option;

/** Options of commands that publish a model, and how they do. */
final class PublishOptions {
  @Option(
      names = "--out",
      defaultValue = "models",
      description = "Directory that receives the model (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--default-for",
      paramLabel = "SLOT",
      description =
          "Makes it the shipped model of a slot: fcn, fcn-nano, ar and others; the float model that"
              + " an integer one was made of becomes that of SLOT-float")
  private String slot;

  @Option(
      names = "--publish-worse",
      description =
          "Publishes the model even if it gains nothing over sq, or less than the one whose place"
              + " it takes, which is otherwise exit code 7")
  private boolean publishWorse;

  /**
   * Looks whether a model can be published, before the work that makes it.
   *
   * @throws IOException if the directory cannot be written to
   */
  void check(String name) throws IOException {
    Files.createDirectories(out);
    if (!Files.isWritable(out)) {
      throw new IOException(out + ": cannot be written to (permission denied)");
    }
    new ModelFolder(out).replacedBy(name, slot);
  }

  /**
   * Publishes a model that nothing speaks against.
   *
   * @param floatName of the float model that an integer one was made of, or {@code null}
   * @param admission judges the model
   * @return the {@code .onnx} file
   */
  Path publish(ModelFiles model, String floatName, Admission admission) throws IOException {
    ModelFolder folder = new ModelFolder(out);
    if (!publishWorse) {
      String objection = admission.objection(model, folder.replacedBy(model.name(), slot));
      if (objection != null) {
        throw new CommandFailure(
            ExitCode.REGRESSION,
            "not published: " + objection + "; --publish-worse publishes it all the same");
      }
    }
    return folder.add(model, slot, floatName);
  }
}
