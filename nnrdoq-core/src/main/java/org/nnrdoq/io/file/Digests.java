package org.nnrdoq.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Digests of files and of our own code, as hexadecimal text. */
public final class Digests {
  private Digests() {}

  /** SHA-256 of a file's content. */
  public static String sha256(Path file) throws IOException {
    return ofFile("SHA-256", file);
  }

  /** MD5 of a file's content; what video people compare streams by. */
  public static String md5(Path file) throws IOException {
    return ofFile("MD5", file);
  }

  /** SHA-256 of a text in UTF-8. */
  public static String sha256(String text) {
    return HexFormat.of()
        .formatHex(digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * SHA-256 over all classes and resources that come from the same folder or jar as {@code member}:
   * differs whenever that code differs.
   *
   * @param except start of the paths, with slashes, that do not count
   */
  public static String ofCode(Class<?> member, String except) throws IOException {
    try {
      URI source = member.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(source);
      if (Files.isDirectory(path)) {
        return ofTree(path, except);
      }
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + source), Map.<String, Object>of())) {
        return ofTree(jar.getPath("/"), except);
      }
    } catch (URISyntaxException e) {
      throw new IOException("code of " + member + " has no readable location", e);
    }
  }

  private static String ofTree(Path root, String except) throws IOException {
    MessageDigest all = digest("SHA-256");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files =
          walk.filter(Files::isRegularFile)
              .filter(p -> !skipped(root, p, except))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      all.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
      all.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** Manifests and pom copies exist in a jar only and change nothing. */
  private static boolean skipped(Path root, Path file, String except) {
    String name = root.relativize(file).toString();
    return name.startsWith(except)
        || name.equals("META-INF/MANIFEST.MF")
        || name.startsWith("META-INF/maven/");
  }

  private static String ofFile(String algorithm, Path file) throws IOException {
    MessageDigest digest = digest(algorithm);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException("Java lacks " + algorithm, e));
    }
  }
}
