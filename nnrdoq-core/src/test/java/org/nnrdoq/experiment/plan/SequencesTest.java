package org.nnrdoq.experiment.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.encoder.CodingConfiguration;

/** Experiment files and catalogues: what is found, what is missing, what is refused. */
class SequencesTest {
  private static final Path SHIPPED = Path.of("..", "test-sequences");

  @TempDir Path dir;
  private Path footage;
  private Environment environment;

  @BeforeEach
  void footage() throws IOException {
    footage = Files.createDirectories(dir.resolve("footage/deeper"));
    environment =
        new Environment(
            Map.of("NNRDOQ_SEQUENCES", dir.resolve("footage").toString(), "BIN", "/x/hm")::get);
    Files.writeString(
        dir.resolve("c.yaml"),
        """
        schema: nnrdoq-catalogue-1
        name: test
        source: this test
        classes:
          - name: X
            configurations: [AI, RA]
            sequences:
              - {name: One, width: 16, height: 8, bitDepth: 8, fps: 50, frames: 2, files: ["one_16x8*.yuv"]}
              - {name: Two, width: 16, height: 8, bitDepth: 8, fps: 50, frames: 2, files: ["two*.yuv"]}
          - name: Y
            sequences:
              - {name: Three, width: 16, height: 8, bitDepth: 10, fps: 30, frames: 3, files: ["best*.yuv", "three*.yuv"]}
        """);
  }

  private void clip(String name, int frames, int frameBytes) throws IOException {
    Files.write(footage.resolve(name), new byte[frames * frameBytes]);
  }

  private ExperimentFile experiment(String yaml) throws IOException {
    return ExperimentFile.read(Files.writeString(dir.resolve("e.yaml"), yaml));
  }

  private Sequences sequences(String yaml) throws IOException {
    return Sequences.of(experiment(yaml), dir.resolve("e.yaml"), dir, environment);
  }

  private String refused(String yaml) {
    return assertThrows(IOException.class, () -> sequences(yaml)).getMessage();
  }

  @Test
  void copiesAreFoundByNameInAnyCase() throws IOException {
    clip("ONE_16x8_whatever.YUV", 2, 192);
    clip("three_a.yuv", 3, 384);
    clip("best_copy.yuv", 4, 384);
    Sequences s = sequences("sequences: [{catalogue: c.yaml}]\n");
    assertEquals(3, s.entries().size());
    Clip one = s.entries().get(0).clip();
    assertEquals("One", one.name());
    assertEquals("X", one.sequenceClass());
    assertEquals(50, one.format().fps());
    assertEquals(2, one.frames());
    assertEquals("no file two*.yuv", s.entries().get(1).missing());
    Clip three = s.entries().get(2).clip();
    assertEquals("best_copy.yuv", three.file().getFileName().toString());
    assertEquals(3, three.frames(), "no more than the conditions say");
    assertEquals(10, three.format().bitDepth());
  }

  @Test
  void copiesThatDoNotFitAreMissing() throws IOException {
    clip("one_16x8_50.yuv", 1, 192);
    clip("two.yuv", 1, 191);
    Sequences s = sequences("sequences: [{catalogue: c.yaml, classes: [X]}]\n");
    assertEquals(2, s.entries().size());
    assertTrue(s.entries().get(0).missing().contains("has 1 frames from 0: expected 2"));
    assertTrue(s.entries().get(1).missing().contains("no whole number of 16x8 8-bit"));
    assertNull(
        sequences("sequences: [{catalogue: c.yaml, names: [One], frames: 1}]\n")
            .entries()
            .get(0)
            .missing());
  }

  @Test
  void conditionsSayWhatRunsWhere() throws IOException {
    clip("one_16x8_50.yuv", 2, 192);
    clip("three.yuv", 3, 384);
    String yaml =
        """
        encoders:
          - {name: hm, label: HM, options: {bin: "${BIN}"}}
          - {name: embedded}
        configurations: [ai, LP]
        sequences: [{catalogue: c.yaml}]
        """;
    List<Setup> setups = experiment(yaml).setups(environment);
    assertEquals(
        List.of("HM AI", "HM LP", "embedded AI", "embedded LP"),
        setups.stream().map(Setup::name).toList());
    assertEquals(Map.of("bin", "/x/hm"), setups.get(0).options());
    Sequences.Coverage c =
        sequences(yaml)
            .under(setups, (e, conf) -> e.equals("hm") || conf == CodingConfiguration.AI);
    assertEquals(
        List.of("HM AI One", "HM AI Three", "HM LP Three", "embedded AI One", "embedded AI Three"),
        c.trials().stream().map(t -> t.setup().name() + " " + t.clip().name()).toList());
    assertEquals(
        List.of(
            "HM AI Two: no file two*.yuv",
            "embedded AI Two: no file two*.yuv",
            "embedded LP Three: encoder embedded has no configuration LP"),
        c.absences().stream()
            .map(a -> a.setup().name() + " " + a.sequence() + ": " + a.reason())
            .toList());
  }

  @Test
  void oneEncoderNeedsNoLabel() throws IOException {
    ExperimentFile two =
        experiment("encoder: hm\nconfigurations: [AI, RA]\nsequences: [{file: a.y4m}]\n");
    assertEquals(List.of("AI", "RA"), two.setups(environment).stream().map(Setup::name).toList());
    ExperimentFile none = experiment("sequences: [{file: a.y4m}]\n");
    assertEquals("embedded", none.setups(environment).get(0).name());
  }

  @Test
  void globsTakeVariablesAndClasses() throws IOException {
    clip("a_16x8_25.yuv", 2, 192);
    clip("b_16x8_25.yuv", 2, 192);
    Sequences s =
        sequences(
            "sequences: [{file: \"${NNRDOQ_SEQUENCES}/deeper/*.yuv\", class: Z, start: 1}]\n");
    assertEquals(2, s.entries().size());
    assertEquals("Z", s.entries().get(1).clip().sequenceClass());
    assertEquals(1, s.entries().get(1).clip().frames());
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    clip("one_16x8_50.yuv", 2, 192);
    assertTrue(refused("sequences: [{catalogue: c.yaml, classes: [Q]}]\n").endsWith("no class Q"));
    assertTrue(refused("sequences: [{catalogue: c.yaml, names: [Q]}]\n").endsWith("sequence Q"));
    assertTrue(refused("sequences: [{file: a, catalogue: b}]\n").contains("either file or synth"));
    assertTrue(refused("sequences: [{file: a.y4m, names: [b]}]\n").contains("to a catalogue"));
    assertTrue(refused("sequences: [{file: \"${NOPE}/a\"}]\n").contains("NOPE is not set"));
    assertTrue(refused("configurations: [XY]\nsequences: [{file: a}]\n").contains("AI, RA, LB"));
    assertTrue(
        refused("encoder: hm\nencoders: [{name: hm}]\nsequences: [{file: a}]\n")
            .contains("either encoder or encoders"));
    environment = new Environment(Map.<String, String>of()::get);
    String unset = refused("sequences: [{catalogue: c.yaml}]\n");
    assertTrue(unset.contains("NNRDOQ_SEQUENCES is not set; it says in which folders"), unset);
    Files.writeString(dir.resolve("bad.yaml"), "schema: other\nclasses: []\n");
    assertTrue(refused("sequences: [{catalogue: bad.yaml}]\n").contains("nnrdoq-catalogue-1"));
    assertTrue(refused("sequences: [{catalogue: no.yaml}]\n").contains("no.yaml: no such file"));
  }

  /** Frames and sizes as the JVET documents have them. */
  @ParameterizedTest
  @CsvSource({"jvet-sdr.yaml,26,12094", "jvet-b1010.yaml,28,11874"})
  void shippedCataloguesAreWhole(String file, int sequences, int frames) throws IOException {
    Catalogue c = Catalogue.read(SHIPPED.resolve(file));
    List<Catalogue.Entry> all = c.classes().stream().flatMap(x -> x.sequences().stream()).toList();
    assertEquals(sequences, all.size());
    assertEquals(frames, all.stream().mapToInt(Catalogue.Entry::frames).sum());
    assertEquals(
        List.of("A1", "A2", "B", "C", "D", "E", "F"),
        c.classes().stream().map(Catalogue.SequenceClass::name).toList());
    for (Catalogue.SequenceClass k : c.classes()) {
      boolean big = k.name().startsWith("A");
      assertEquals(!big, k.configurations().contains(CodingConfiguration.LP), k.name());
      assertEquals(!k.name().equals("E"), k.configurations().contains(CodingConfiguration.RA));
      for (Catalogue.Entry e : k.sequences()) {
        assertEquals(big, e.width() > 1920, e.name());
        assertFalse(big && e.bitDepth() != 10, e.name());
      }
    }
    // each entry recognizes a file of its usual name, and no other entry takes that
    List<Path> names =
        all.stream()
            .map(
                e ->
                    Path.of(
                        String.format(
                            "%s_%dx%d_%d%s.yuv",
                            switch (e.name()) {
                              case "RaceHorsesC" -> "RaceHorses";
                              case "Drums100" -> "Drums";
                              case "Kimono" -> "Kimono1";
                              default -> e.name();
                            },
                            e.width(),
                            e.height(),
                            e.fps(),
                            e.bitDepth() == 10 ? "fps_10bit_420" : "")))
            .toList();
    for (int i = 0; i < all.size(); i++) {
      assertEquals(names.get(i), Catalogue.find(all.get(i), names).orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({"quick.yaml", "validation.yaml", "jvet-ctc.yaml"})
  void shippedExperimentsCanBeRead(String file) throws IOException {
    ExperimentFile e = ExperimentFile.read(SHIPPED.resolve(file));
    assertTrue(e.quantizers().contains(e.anchor()));
    assertEquals(List.of(22, 27, 32, 37), e.qps());
  }

  /** Size and time stamp are no proof: the content is looked at. */
  @Test
  void clipIsAnother_whenItsContentIsReplacedUnderTheSameTimeStamp() throws IOException {
    Path file = Files.write(dir.resolve("a_16x8_50.yuv"), new byte[192]);
    String yaml = "sequences: [{file: a_16x8_50.yuv}]\n";
    String before = sequences(yaml).entries().get(0).clip().sha256();
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[7]++;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
    String after = sequences(yaml).entries().get(0).clip().sha256();
    assertNotEquals(before, after);
  }

  @Test
  void filesOfOneNameAreToldApartByTheirFolders() throws IOException {
    for (String folder : new String[] {"x/one", "y/one", "y/two"}) {
      Files.createDirectories(dir.resolve(folder));
      Files.write(dir.resolve(folder + "/a_16x8_50.yuv"), new byte[192]);
    }
    Sequences s =
        sequences(
            """
            sequences:
              - {file: x/one/a_16x8_50.yuv}
              - {file: y/one/a_16x8_50.yuv}
              - {file: y/two/a_16x8_50.yuv}
              - {file: y/two/a_16x8_50.yuv, name: mine, format: 16x8_29.97}
            """);
    assertEquals(
        List.of("x/one/a_16x8_50", "y/one/a_16x8_50", "two/a_16x8_50", "mine"),
        s.entries().stream().map(Sequences.Entry::name).toList());
    assertEquals(30000, s.entries().get(3).clip().format().fpsNum());
  }

  /** Each slip is an error with line, field, value and what is accepted. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qps: [22, 22.5]|line 1: field 'qps[1]': '22.5': expected a whole number",
        "qps: ['22']|field 'qps[0]': '22': expected a whole number",
        "qps: 22|field 'qps': '22': expected a list",
        "qps: [22,]|",
        "qps: [22, null]|field 'qps[1]'",
        "threads: two|field 'threads': 'two': expected a whole number",
        "threads: 1.0|field 'threads': '1.0': expected a whole number",
        "verify: maybe|field 'verify': 'maybe': expected true or false",
        "verify: 1|field 'verify': '1': expected true or false",
        "tools: {sao: 0.5}|field 'tools.sao': '0.5': expected true or false",
        "tools: [sao]|field 'tools': a list: expected fields",
        "quantiser: sq|field 'quantiser' is unknown, did you mean 'quantizers'?: expected one of",
        "interpolation: spline|'spline': expected pchip, cubic or akima",
        "anchor: [sq]|field 'anchor': a list: expected text",
        "anchor: sq\\nanchor: rdoq|line 2: field 'anchor' is given twice",
        "anchor: sq\\n---\\nanchor: rdoq|one document",
        "encoders: [{name: x, labl: y}]|field 'encoders[0].labl' is unknown, did you mean 'label'?",
        "configurations: [XX]|XX"
      })
  void slipsInExperimentsAreRefused(String line, String mention) throws IOException {
    String text = line.replace("\\n", "\n");
    String yaml =
        text.contains("---")
            ? "sequences: [{file: a.y4m}]\n" + text + "\n"
            : text + "\nsequences: [{file: a.y4m}]\n";
    if (mention == null) {
      experiment(yaml);
      return;
    }
    String message = assertThrows(IOException.class, () -> experiment(yaml), yaml).getMessage();
    assertTrue(message.contains(mention), message);
    assertEquals(1, message.lines().count(), message);
    assertFalse(message.contains("org.nnrdoq") || message.contains("java."), message);
  }
}
