package io.cortexlocal.cluster.embedded.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** One image, and the files that an archive of it holds. */
final class ImageBuilder {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<byte[]> layers = new ArrayList<>();
  private final List<byte[]> blobs = new ArrayList<>();
  private final Map<String, Object> config = new LinkedHashMap<>();
  private String os = "linux";
  private String architecture = Platform.here().architecture();

  /** An image of one layer with one file. */
  static ImageBuilder small(String file, String content) {
    return new ImageBuilder().layer(new LayerBuilder().file(file, content));
  }

  ImageBuilder layer(LayerBuilder layer) {
    return layer(layer, bytes -> bytes);
  }

  /** Adds a layer that is stored compressed. */
  ImageBuilder layer(LayerBuilder layer, Function<byte[], byte[]> compression) {
    byte[] tar = layer.tar();
    layers.add(tar);
    blobs.add(compression.apply(tar));
    return this;
  }

  ImageBuilder with(String key, Object value) {
    config.put(key, value);
    return this;
  }

  ImageBuilder platform(String os, String architecture) {
    this.os = os;
    this.architecture = architecture;
    return this;
  }

  byte[] configuration() {
    List<String> diffIds = layers.stream().map(layer -> "sha256:" + Sha256.hex(layer)).toList();
    return json(
        Map.of(
            "architecture",
            architecture,
            "os",
            os,
            "config",
            config,
            "rootfs",
            Map.of("type", "layers", "diff_ids", diffIds)));
  }

  String id() {
    return Sha256.hex(configuration());
  }

  List<byte[]> blobs() {
    return blobs;
  }

  /** Writes what {@code docker save} writes, up to version 24. */
  static Map<String, byte[]> dockerFiles(Map<String, ImageBuilder> images) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Object> manifest = new ArrayList<>();
    images.forEach(
        (name, image) -> {
          List<String> layerNames = new ArrayList<>();
          for (byte[] blob : image.blobs) {
            String layerName = Sha256.hex(blob) + "/layer.tar";
            files.put(layerName, blob);
            layerNames.add(layerName);
          }
          files.put(image.id() + ".json", image.configuration());
          manifest.add(
              Map.of(
                  "Config",
                  image.id() + ".json",
                  "RepoTags",
                  name.isEmpty() ? List.of() : List.of(name),
                  "Layers",
                  layerNames));
        });
    files.put("manifest.json", json(manifest));
    return files;
  }

  Map<String, byte[]> dockerFiles(String name) {
    return dockerFiles(Map.of(name, this));
  }

  /** Adds the image's blobs, and returns what leads to its manifest. */
  Map<String, Object> ociManifest(Map<String, byte[]> files) {
    List<Object> descriptors = new ArrayList<>();
    for (byte[] blob : blobs) {
      descriptors.add(descriptor(files, "application/vnd.oci.image.layer.v1.tar", blob));
    }
    Map<String, Object> configDescriptor =
        descriptor(files, "application/vnd.oci.image.config.v1+json", configuration());
    byte[] manifest =
        json(Map.of("schemaVersion", 2, "config", configDescriptor, "layers", descriptors));
    Map<String, Object> descriptor =
        descriptor(files, "application/vnd.oci.image.manifest.v1+json", manifest);
    descriptor.put("platform", Map.of("os", os, "architecture", architecture));
    return descriptor;
  }

  static Map<String, Object> descriptor(
      Map<String, byte[]> files, String mediaType, byte[] content) {
    String digits = Sha256.hex(content);
    files.put("blobs/sha256/" + digits, content);
    Map<String, Object> descriptor = new LinkedHashMap<>();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", "sha256:" + digits);
    descriptor.put("size", content.length);
    return descriptor;
  }

  static byte[] index(List<Map<String, Object>> manifests) {
    return json(Map.of("schemaVersion", 2, "manifests", manifests));
  }

  static Map<String, Object> named(Map<String, Object> descriptor, String annotation, String name) {
    descriptor.put("annotations", Map.of(annotation, name));
    return descriptor;
  }

  static byte[] tar(Map<String, byte[]> files) {
    LayerBuilder tar = new LayerBuilder();
    files.forEach((name, content) -> tar.bytes(name, content, entry -> {}));
    return tar.tar();
  }

  static byte[] json(Object value) {
    try {
      return MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] content) {
    return compressed(content, GZIPOutputStream::new);
  }

  static byte[] zstd(byte[] content) {
    return compressed(content, ZstdCompressorOutputStream::new);
  }

  private interface Compressor {

    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] content, Compressor compressor) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compressor.over(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
