package org.nnrdoq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes the licences of a release's parts as texts: out of its bill of materials, and those in its
 * jars.
 */
public final class Licences {
  private Licences() {}

  private static final Pattern TEXT =
      Pattern.compile("(META-INF/)?([A-Za-z-]*(LICENSE|NOTICE|ThirdPartyNotices)[A-Za-z.-]*)");

  /**
   * Takes a CycloneDX file with the texts of licences in it, the folder to write to, and one of
   * jars.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    for (JsonNode part : new ObjectMapper().readTree(Path.of(args[0]).toFile()).get("components")) {
      String name = part.get("name").asText() + "-" + part.get("version").asText();
      StringBuilder text = new StringBuilder();
      for (JsonNode choice : part.path("licenses")) {
        JsonNode licence = choice.path("license");
        text.append(licence.path("id").asText(licence.path("name").asText())).append("\n\n");
        String encoded = licence.path("text").path("content").asText().replaceAll("\\s", "");
        text.append(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        text.append("\n");
      }
      if (text.isEmpty()) {
        throw new IOException(
            name + ": its POM names no licence; look it up, and leave it out or say it");
      }
      Files.writeString(folder.resolve(name + ".txt"), text);
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(args[2]), "*.jar")) {
      for (Path jar : jars) {
        copyTexts(jar, folder);
      }
    }
  }

  private static void copyTexts(Path jar, Path folder) throws IOException {
    String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
    try (ZipFile file = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : Collections.list(file.entries())) {
        Matcher text = TEXT.matcher(entry.getName());
        if (text.matches()) {
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, folder.resolve(name + "-" + text.group(2)));
          }
        }
      }
    }
  }
}
