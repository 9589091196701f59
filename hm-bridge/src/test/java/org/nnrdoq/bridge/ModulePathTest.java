package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.quantizer.Quantizer;

/** Both modules serve a program on the module path, and keep from it what is not API. */
class ModulePathTest {
  private static final String PROGRAM =
      """
      package consumer;

      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.Arrays;
      import java.util.List;
      import java.util.ServiceLoader;
      import org.nnrdoq.encoder.EncoderProvider;
      import org.nnrdoq.experiment.report.Report;
      import org.nnrdoq.experiment.result.Results;
      import org.nnrdoq.hevc.PredMode;
      import org.nnrdoq.hevc.SliceType;
      import org.nnrdoq.hevc.rate.EntropyCosts;
      import org.nnrdoq.quantizer.BlockParameters;
      import org.nnrdoq.quantizer.NetworkBackend;
      import org.nnrdoq.quantizer.Quantizer;
      import org.nnrdoq.quantizer.QuantizerSpec;
      import org.nnrdoq.quantizer.shipped.Quantizers;

      public class Main {
        public static void main(String[] args) throws Exception {
          System.out.println(Main.class.getModule().getName());
          for (String name : List.of("sq", "rdoq", "adz", "oracle")) {
            quantize(name, NetworkBackend.AUTO);
          }
          for (NetworkBackend backend : NetworkBackend.values()) {
            quantize("fcn", backend);
            quantize("ar", backend);
          }
          quantize("fcn=fcn-float", NetworkBackend.ORT);
          System.out.println(
              ServiceLoader.load(EncoderProvider.class).stream()
                  .map(p -> p.get().name())
                  .sorted()
                  .toList());
          Path folder = Path.of(args[0]);
          Results results = Results.read(folder);
          Files.writeString(Results.file(folder), results.json());
          System.out.println(Report.text(results));
          System.out.println("same results: " + results.equals(Results.read(folder)));
        }

        private static void quantize(String name, NetworkBackend backend) {
          BlockParameters block =
              new BlockParameters(2, 0, PredMode.INTRA, SliceType.I, 0, 32, 8, 57.9, false, true);
          int[] coefficients = new int[16];
          Arrays.setAll(coefficients, i -> 3000 / (i + 1));
          int[] levels = new int[16];
          try (Quantizer quantizer = Quantizers.create(QuantizerSpec.parse(name), backend);
              Quantizer.Workspace workspace = quantizer.newWorkspace()) {
            int sum =
                quantizer.quantize(block, coefficients, new EntropyCosts(), levels, workspace);
            System.out.println(quantizer.describe() + (sum > 0 ? " works" : " zeroes"));
          }
        }
      }
      """;

  /** Results in which nothing was encoded. */
  private static final String RESULTS =
      """
      {"schema": "nnrdoq-results-2",
       "run": {"version": "1", "encoder": "embedded", "created": "2026-01-01T00:00:00Z", "cores": 1},
       "settings": {"anchor": "sq", "qps": [22, 27], "threads": 1, "interpolation": "pchip"},
       "quantizers": [{"name": "sq", "kind": "sq"}, {"name": "rdoq", "kind": "rdoq"}],
       "setups": [{"name": "embedded", "encoder": "embedded", "options": {}}],
       "overall": [{"setup": "embedded", "quantizer": "rdoq", "reasons": {}, "notes": {}}]}
      """;

  @TempDir Path dir;

  @Test
  void programRuns_whenAllIsOnTheModulePath() throws Exception {
    assertEquals("", compile(PROGRAM));
    Path output = dir.resolve("output");
    Path report = Files.createDirectories(dir.resolve("report"));
    Files.writeString(report.resolve("results.json"), RESULTS);
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                modulePath() + File.pathSeparator + dir.resolve("classes"),
                "-m",
                "consumer/consumer.Main",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = java.waitFor();
    String printed = Files.readString(output);
    assertEquals(0, exit, printed);
    List<String> lines = printed.lines().filter(l -> !l.startsWith("SLF4J")).toList();
    assertEquals("consumer", lines.get(0), printed);
    assertEquals(13, lines.stream().filter(l -> l.endsWith(" works")).count(), printed);
    assertEquals(4, lines.stream().filter(l -> l.contains("backend kernel")).count(), printed);
    assertTrue(lines.contains("[embedded, hm, kvazaar]"), printed);
    assertEquals("same results: true", lines.get(lines.size() - 1), printed);
  }

  @Test
  void compilerRefuses_whatIsPublicButNoApi() throws Exception {
    for (String inner :
        List.of(
            "org.nnrdoq.quantizer.net.FcnQuantizer",
            "org.nnrdoq.network.model.ModelFile",
            "org.nnrdoq.hevc.residual.GroupState")) {
      String errors = compile("package consumer; class Main { " + inner + " it; }");
      assertNotEquals("", errors, inner);
      assertTrue(errors.contains("not visible"), errors);
    }
  }

  /** Compiles a module of one class; returns what the compiler says. */
  private String compile(String code) throws Exception {
    Path source = Files.createDirectories(dir.resolve("source/consumer"));
    Path main = Files.writeString(source.resolve("Main.java"), code);
    Path descriptor =
        Files.writeString(
            source.resolveSibling("module-info.java"),
            """
            module consumer {
              requires org.nnrdoq.core;
              uses org.nnrdoq.encoder.EncoderProvider;
            }
            """);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                said,
                said,
                "-p",
                modulePath(),
                "-d",
                dir.resolve("classes").toString(),
                descriptor.toString(),
                main.toString());
    String errors = said.toString(StandardCharsets.UTF_8);
    assertEquals(errors.isEmpty(), exit == 0, errors);
    return errors;
  }

  /** The two modules as they were built, and the jars that they require. */
  private static String modulePath() throws IOException, URISyntaxException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Stream<String> jars =
        Stream.of(classPath.split(File.pathSeparator))
            .filter(
                e ->
                    e.matches(
                        ".*/(jackson|jackson-[a-z-]+|snakeyaml|onnxruntime|slf4j-api|javacpp)-[^/]*\\.jar"));
    return Stream.concat(Stream.of(home(Quantizer.class), home(Bridge.class)), jars)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
