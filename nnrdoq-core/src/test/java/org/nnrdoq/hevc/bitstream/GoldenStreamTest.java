package org.nnrdoq.hevc.bitstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.io.VideoFormat;

/** Streams that HM 16.20 decoded with matching picture hashes, byte by byte. */
class GoldenStreamTest {
  @ParameterizedTest
  @CsvSource({"main,8,true", "main10,10,false"})
  void flatStream_equalsOneThatHmDecodes(String name, int bitDepth, boolean tools)
      throws IOException {
    VideoFormat format = new VideoFormat(138, 70, bitDepth, 30000, 1001);
    StreamParameters parameters =
        new StreamParameters(format, 0, tools, tools, tools, tools, tools);
    byte[] stream = FlatStream.encode(parameters, tools ? 37 : -3, 3);
    String resource = "/golden/bitstream/flat-" + name + "/expected.bin";
    if (Boolean.getBoolean("golden.update")) {
      Path file = Path.of("src/test/resources" + resource);
      Files.createDirectories(file.getParent());
      Files.write(file, stream);
    }
    try (InputStream in = GoldenStreamTest.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource + " is missing");
      assertArrayEquals(in.readAllBytes(), stream);
    }
  }
}
