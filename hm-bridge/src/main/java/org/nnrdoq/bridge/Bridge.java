package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * The Java side of the C ABI. The bridge library finds this class by name and calls {@link #start};
 * from then on the host enters through {@link HostCallbacks}.
 *
 * <p>Nothing is ever thrown at C++: every failure becomes a negative status and one line of text.
 *
 * @since 1.0
 */
public final class Bridge {
  // The values of nnrdoq_status and of the operations in callbacks.h.
  private static final int ERR_VERSION = -2;
  private static final int ERR_OPEN = -4;
  private static final int ERR_QUANTIZE = -5;
  private static final int ERR_RECORDING = -6;
  private static final int OP_OPEN = 1;
  private static final int OP_CLOSE = 2;
  private static final int OP_ABANDON = 3;
  private static final int OP_HEAP = 4;

  // Where the fields of nnrdoq_opened lie, and how long its texts may be.
  private static final int ZERO_RULE_AT = 4;
  private static final int KERNEL_AT = 8;
  private static final int QUANTIZER_AT = 16;
  private static final int QUANTIZER_BYTES = 64;
  private static final int BACKEND_AT = QUANTIZER_AT + QUANTIZER_BYTES;
  private static final int BACKEND_BYTES = 32;
  private static final int MODEL_AT = BACKEND_AT + BACKEND_BYTES;
  private static final int MODEL_BYTES = 64;
  private static final int SHA256_AT = MODEL_AT + MODEL_BYTES;
  private static final int SHA256_BYTES = 68;
  private static final int ERROR_BYTES = 1024;

  private static final HandleTable<BridgeContext> OPEN = new HandleTable<>();

  /** JavaCPP holds callbacks weakly. */
  private static Object[] installed;

  private Bridge() {}

  /**
   * Loads the library the host has open and installs the callbacks in it; called by C++ once.
   *
   * @param library path of that very file
   * @return {@code null}, or one line on what is wrong
   */
  public static synchronized String start(String library) {
    if (installed != null) {
      return null;
    }
    try {
      System.load(library);
      KernelLibrary.loaded();
      ControlCall control = new ControlCall();
      QuantizeCall quantize = new QuantizeCall();
      RecordCall record = new RecordCall();
      int answer =
          HostCallbacks.install(
              HostCallbacks.MAGIC, HostCallbacks.VERSION, control, quantize, record);
      if (answer != HostCallbacks.MAGIC) {
        return library
            + ": the library refuses the callbacks of these classes; they are of different builds:"
            + " install nnrdoq again";
      }
      installed = new Object[] {control, quantize, record};
      return null;
    } catch (UnsatisfiedLinkError e) {
      return library + ": the library does not fit these classes: " + e.getMessage();
    }
  }

  private static long control(int op, int id, long in, int inLength, long out) throws IOException {
    switch (op) {
      case OP_OPEN:
        return open(NativeMemory.text(in, inLength), out);
      case OP_CLOSE:
      case OP_ABANDON:
        OPEN.remove(id).close(op == OP_CLOSE);
        return 0;
      case OP_HEAP:
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
      default:
        throw new IllegalArgumentException("operation " + op + " is unknown");
    }
  }

  private static int open(String text, long out) throws IOException {
    Thread thread = Thread.currentThread();
    if (thread.getContextClassLoader() == null) { // a thread of the host has none
      thread.setContextClassLoader(Bridge.class.getClassLoader());
    }
    Map<String, String> config = parse(text);
    String name = config.get("quantizer");
    Path model = path(config.get("model"));
    Path record = path(config.get("record"));
    RecordingHeader header = header(config, name);
    String backend = config.getOrDefault("backend", "auto");
    Quantizer quantizer = BridgeQuantizers.create(name, model, backend, strength(config));
    BridgeContext context = BridgeContext.open(quantizer, record, header);
    try {
      tell(quantizer, name, out);
      return OPEN.add(context);
    } catch (Throwable t) { // a class of somebody else's may throw anything
      context.close(false);
      throw t;
    }
  }

  private static RecordingHeader header(Map<String, String> config, String quantizer) {
    String levelsBy = config.getOrDefault("levelsBy", quantizer);
    return RecordingHeader.of(
            config.getOrDefault("producer", "unknown"),
            config.getOrDefault("source", "unknown"),
            config.getOrDefault("settings", ""),
            levelsBy)
        .withChromaLevelsBy(config.getOrDefault("chromaLevelsBy", levelsBy));
  }

  /** What {@code nnrdoq_config.strength} holds; C++ sends the bits. */
  private static double strength(Map<String, String> config) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(config.get("strength"), 16));
  }

  private static Path path(String text) {
    return text == null ? null : Path.of(text);
  }

  /** Fills {@code nnrdoq_opened}. */
  private static void tell(Quantizer quantizer, String name, long out) {
    NativeMemory.putInt(out, quantizer != null && quantizer.needsEntropyCosts() ? 1 : 0);
    NativeMemory.putInt(out + ZERO_RULE_AT, BridgeQuantizers.zeroRule(name));
    NativeMemory.putLong(
        out + KERNEL_AT, quantizer instanceof KernelQuantizer kernel ? kernel.address() : 0);
    NativeMemory.putLine(
        out + QUANTIZER_AT, QUANTIZER_BYTES, quantizer == null ? "none" : quantizer.name());
    if (quantizer instanceof NetworkQuantizer network) { // else these texts are empty
      NativeMemory.putLine(out + BACKEND_AT, BACKEND_BYTES, network.backend());
      NativeMemory.putLine(out + MODEL_AT, MODEL_BYTES, network.info().name());
      NativeMemory.putLine(out + SHA256_AT, SHA256_BYTES, network.info().sha256());
    }
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  private static int failed(int status, Throwable t, long error) {
    NativeMemory.putLine(error, ERROR_BYTES, reason(t));
    return status;
  }

  /**
   * What a failure comes down to, in the words of C++'s caller.
   *
   * @param context whose quantizer failed, {@code null} if there is none of that number
   */
  private static Throwable blockFailed(BridgeContext context, int bits, Throwable t) {
    if (context == null) {
      return t;
    }
    int side = 4 << (bits & 3);
    return new QuantizerException(
        context.name()
            + ", "
            + side
            + "x"
            + side
            + " block, cIdx "
            + (bits >> 2 & 3)
            + ": "
            + reason(t),
        t);
  }

  /** The message of a failure that we or Java's files put into words, else all that it says. */
  private static String reason(Throwable t) {
    if (t instanceof OutOfMemoryError) {
      return "Java is out of memory (" + t.getMessage() + "): allow more, NNRDOQ_JAVA_OPTS=-Xmx1g";
    }
    if (t instanceof StackOverflowError) {
      return "this thread's stack is too small for the quantizer: give it 1 MB";
    }
    if (t instanceof LinkageError) {
      return "a class or library is missing or does not fit ("
          + t
          + "): install nnrdoq again, and see what NNRDOQ_CLASS_PATH names";
    }
    boolean isWorded =
        t instanceof IOException
            || t instanceof IllegalArgumentException
            || t instanceof IllegalStateException
            || t.getClass().getName().startsWith("org.nnrdoq.");
    return isWorded && t.getMessage() != null ? t.getMessage() : t.toString();
  }

  private static int statusOf(int op, Throwable t) {
    if (t instanceof LinkageError) {
      return ERR_VERSION;
    }
    return op == OP_OPEN && !(t instanceof IOException) ? ERR_OPEN : ERR_RECORDING;
  }

  /** What all callbacks do: C++ must see nothing but a number, and a text after a failure. */
  private static long answered(long answer, long error) {
    NativeMemory.putByte(error, 0); // before that, C++ takes the call for one that never arrived
    return answer;
  }

  private static final class ControlCall extends HostCallbacks.Control {
    @Override
    public long call(int op, int id, long in, int inLength, long out, long error) {
      try {
        return answered(control(op, id, in, inLength, out), error);
      } catch (Throwable t) {
        return failed(statusOf(op, t), t, error);
      }
    }
  }

  /** Package-private for the tests. */
  static final class QuantizeCall extends HostCallbacks.Quantize {
    @Override
    public int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error) {
      BridgeContext context = null;
      try {
        context = OPEN.get(id);
        int sum = context.quantize(bits, lambda, coefficients, levels, costs);
        return (int) answered(sum, error);
      } catch (Throwable t) {
        return failed(ERR_QUANTIZE, blockFailed(context, bits, t), error);
      }
    }
  }

  private static final class RecordCall extends HostCallbacks.Record {
    @Override
    public int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error) {
      try {
        OPEN.get(id).record(bits, lambda, coefficients, levels, costs);
        return (int) answered(0, error);
      } catch (Throwable t) {
        return failed(ERR_RECORDING, t, error);
      }
    }
  }
}
