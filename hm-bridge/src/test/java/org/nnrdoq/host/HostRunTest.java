package org.nnrdoq.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/** Shell scripts in the place of a host's program, which hang and do not hang. */
class HostRunTest {
  private static final VideoFormat FORMAT = new VideoFormat(16, 16, 8, 25, 1);

  @TempDir Path folder;

  /** Counts "frame" lines; "done" ends it. */
  private static final class Log extends HostLog {
    private boolean complete;
    private int frames;

    @Override
    protected EncodeResult.Frame hostLine(String line) {
      complete |= line.equals("done");
      return line.equals("frame") ? new EncodeResult.Frame(frames++, 'I', 32, 8, 1, 1, 1) : null;
    }

    @Override
    public boolean isComplete() {
      return complete;
    }

    @Override
    public double cpuSeconds() {
      return 0;
    }

    @Override
    public long streamBytes() {
      return -1;
    }
  }

  private record Script(String body, boolean logsToError, Duration timeout) implements HostProgram {
    @Override
    public String name() {
      return "script";
    }

    @Override
    public List<String> command(EncodeJob job, JobFiles files) {
      return List.of("sh", "-c", body, "sh", files.stream().toString());
    }

    @Override
    public Map<String, String> environment() {
      return Map.of("SAID_BY", "the environment");
    }

    @Override
    public HostLog newLog() {
      return new Log();
    }

    @Override
    public void check(HostLog log, JobFiles files) {}

    @Override
    public String reason(List<String> log, List<String> beside) {
      return "log " + log + ", beside " + beside;
    }
  }

  private EncodeJob job() throws IOException {
    Path clip = folder.resolve("clip.y4m");
    try (VideoWriter writer = new Y4mWriter(clip, FORMAT)) {
      writer.write(new Frame(FORMAT));
      writer.commit();
    }
    return new EncodeJob(
        clip,
        null,
        folder.resolve("out.hevc"),
        null,
        32,
        0,
        0,
        1,
        QuantizerSpec.of(QuantizerKind.SQ),
        EncodeJob.Tools.DEFAULT);
  }

  private String failure(Script script) throws IOException {
    EncodeJob job = job();
    Encoder encoder = new HostEncoder(script);
    String message =
        assertThrows(EncoderException.class, () -> encoder.encode(job, Encoder.Progress.NONE))
            .getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  /** The process whose number a script wrote, once it has; whether it runs. */
  private boolean isAlive(String file) throws Exception {
    Path pid = folder.resolve(file);
    while (!Files.exists(pid) || Files.size(pid) == 0) {
      Thread.sleep(5);
    }
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .map(ProcessHandle::isAlive)
        .orElse(false);
  }

  private String hanging() {
    return "sleep 300 & echo $! >"
        + folder.resolve("child")
        + "; echo $$ >"
        + folder.resolve("parent")
        + "; echo frame; wait";
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void encode_readsTheLog_fromEitherOutput(boolean logsToError) throws Exception {
    String log = "echo beside; { echo frame; echo done; } >&2";
    String body = logsToError ? log : "{ " + log.replace(">&2", "") + "; }";
    List<EncodeResult.Frame> seen = new ArrayList<>();
    EncodeResult result =
        new HostEncoder(new Script(body + "; echo stream >\"$1\"", logsToError, null))
            .encode(job(), seen::add);
    assertEquals(1, seen.size());
    assertEquals(7, result.streamBytes());
    assertEquals(List.of("clip.y4m", "out.hevc"), files());
  }

  @Test
  void encode_saysWhatTheProgramSaid_whenItFails() throws Exception {
    String message = failure(new Script("echo heard; echo \"$SAID_BY\" >&2; exit 3", false, null));
    assertEquals("sh ended with exit code 3: log [heard], beside [the environment]", message);
    assertEquals(List.of("clip.y4m"), files());
  }

  @Test
  void encode_endsTheProgramAndItsChildren_whenItTakesTooLong() throws Exception {
    String message = failure(new Script(hanging(), false, Duration.ofMillis(700)));
    assertTrue(message.startsWith("sh: ended, it had not finished after 0.7 s"), message);
    assertTrue(message.contains("and said nothing"), message);
    assertTrue(message.contains("option timeout"), message);
    assertFalse(isAlive("parent"));
    assertFalse(isAlive("child"));
    assertEquals(List.of("child", "clip.y4m", "parent"), files());
  }

  @Test
  void encode_endsTheProgram_whenItsLogIsAtItsEndButItIsNot() throws Exception {
    String body = "echo last words; exec >&- 2>&-; echo $$ >" + folder.resolve("parent");
    String message = failure(new Script(body + "; sleep 300", false, Duration.ofMillis(700)));
    assertTrue(message.contains("and last said: last words"), message);
    assertFalse(isAlive("parent"));
  }

  @Test
  void encode_killsTheProgram_whenItDoesNotListen() throws Exception {
    String body = "trap '' TERM; echo $$ >" + folder.resolve("parent") + "; while :; do :; done";
    failure(new Script(body, false, Duration.ofMillis(300)));
    assertFalse(isAlive("parent"));
    assertEquals(List.of("clip.y4m", "parent"), files());
  }

  @Test
  void encode_endsTheProgramAndItsChildren_whenItIsInterrupted() throws Exception {
    EncodeJob job = job();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    AtomicInteger frames = new AtomicInteger();
    Thread encode =
        new Thread(
            () -> {
              try {
                new HostEncoder(new Script(hanging(), false, null))
                    .encode(job, frame -> frames.incrementAndGet());
              } catch (EncoderException | RuntimeException e) {
                thrown.set(e);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    encode.start();
    while (frames.get() == 0) {
      Thread.sleep(5);
    }
    assertTrue(isAlive("child"));
    encode.interrupt();
    encode.join(60_000);
    assertEquals("the encode was interrupted", thrown.get().getMessage());
    assertTrue(flag.get(), "the thread's flag must be set again");
    assertFalse(isAlive("parent"));
    assertFalse(isAlive("child"));
    assertEquals(1, frames.get());
    assertEquals(List.of("child", "clip.y4m", "parent"), files());
  }

  @Test
  void encode_endsTheProgram_whenTheListenerFails() throws Exception {
    EncodeJob job = job();
    Encoder encoder = new HostEncoder(new Script(hanging(), false, null));
    assertThrows(
        ArithmeticException.class,
        () ->
            encoder.encode(
                job,
                frame -> {
                  throw new ArithmeticException();
                }));
    assertFalse(isAlive("parent"));
    assertFalse(isAlive("child"));
    assertEquals(List.of("child", "clip.y4m", "parent"), files());
  }
}
