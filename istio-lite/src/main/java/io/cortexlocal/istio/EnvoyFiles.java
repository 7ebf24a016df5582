package io.cortexlocal.istio;

import java.util.List;
import java.util.SortedMap;

/**
 * The gateway's configuration as the texts of Envoy's files.
 *
 * @param cds all clusters, with their endpoints
 * @param rds one file per route configuration, because Envoy reads no more than one from a file;
 *     the file's name to its text
 * @param lds all listeners
 * @param findings about objects that were left out
 */
public record EnvoyFiles(
    String cds, SortedMap<String, String> rds, String lds, List<TranslationFinding> findings) {

  /** The name of the file with {@link #cds()}. */
  public static final String CDS = "cds.json";

  /** The name of the file with {@link #lds()}. */
  public static final String LDS = "lds.json";
}
