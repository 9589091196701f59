package org.nnrdoq.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.nnrdoq.bridge.BridgeLibrary;

/** SHA-256 over all outside this library that can change a host's encodes. */
public final class HostFingerprint {
  private final MessageDigest digest;

  /** Of nothing yet. */
  public HostFingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java lacks SHA-256", e);
    }
  }

  /** Adds a file's bytes. */
  public void addFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }

  /** Adds options and the like. */
  public void addText(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds {@code libnnrdoq.so} and the classes that it loads. */
  public void addLibrary(Path library) throws IOException {
    addFile(library);
    for (Path entry : BridgeLibrary.classPath(library)) {
      for (Path file : files(entry)) {
        addFile(file);
      }
    }
  }

  /** All that was added, as 64 hexadecimal digits; nothing can be added afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return List.of(entry);
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(entry)) {
      walk.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    return files;
  }
}
