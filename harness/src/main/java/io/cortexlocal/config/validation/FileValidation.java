package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.schema.CortexSchema;
import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one file in the stages of Cortex's API server. */
public final class FileValidation {

  private static final Set<String> FIRST_KEYS = Set.of("name", "kind");

  private final String file;
  private final String baseName;
  private final Report report = new Report();

  /**
   * @param file as the user named it
   * @param baseName as Cortex names it in messages
   */
  public FileValidation(String file, String baseName) {
    this.file = file;
    this.baseName = baseName;
  }

  /** Returns the configuration, or everything that is wrong with it. */
  public ParseResult validate(byte[] content) {
    List<Api> apis = read(content);
    if (!report.isEmpty()) {
      return new ParseResult.Invalid(file, report.findings());
    }
    return new ParseResult.Valid(
        new CortexConfig(file, apis.stream().map(ConfigBuilder::build).toList()), List.of());
  }

  private List<Api> read(byte[] content) {
    if (content.length == 0) {
      fileError("", Rules.FORM_FILE_MUST_BE_PROVIDED, Span.START, "config");
      return List.of();
    }
    YamlNode root;
    try {
      root = YamlDocument.read(content);
    } catch (InvalidYamlException e) {
      fileError(baseName + ": ", Rules.INVALID_YAML, e.span(), e.getMessage());
      return List.of();
    }
    Optional<Span> malformed = malformed(root);
    if (malformed.isPresent()) {
      fileError(baseName + ": ", Rules.MALFORMED_CONFIG, malformed.get());
      return List.of();
    }
    List<YamlNode> items = root instanceof Sequence sequence ? sequence.items() : List.of();
    if (items.isEmpty()) {
      fileError("", Rules.NO_APIS, root.span());
      return List.of();
    }
    List<Api> apis = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      readApi(i, items.get(i)).ifPresent(apis::add);
    }
    checkSemantics(apis);
    return apis;
  }

  private static Optional<Span> malformed(YamlNode root) {
    if (!(root instanceof Sequence sequence)) {
      return isNull(root) ? Optional.empty() : Optional.of(root.span());
    }
    for (YamlNode item : sequence.items()) {
      if (!isNull(item) && !(item instanceof Mapping map && map.hasOnlyStringKeys())) {
        return Optional.of(item.span());
      }
    }
    return Optional.empty();
  }

  private Optional<Api> readApi(int index, YamlNode item) {
    Mapping map = item instanceof Mapping given ? given : new Mapping(Map.of(), item.span());
    Location location =
        Location.root(baseName + ": " + identity(index, map), "[" + index + "]", map.span());
    Optional<ApiKind> kind = kind(map);
    if (kind.isPresent()) {
      SectionValue values =
          new SectionReader(kind.get(), report).read(CortexSchema.API, map, location);
      return Optional.of(new Api(index, kind.get(), values));
    }
    SectionReader reader = new SectionReader(ApiKind.REALTIME_API, report);
    SectionValue values = new SectionValue(location);
    for (Field field : CortexSchema.API.fields()) {
      if (FIRST_KEYS.contains(field.name())) {
        reader.readField(field, map, values);
      }
    }
    return Optional.empty();
  }

  private static String identity(int index, Mapping map) {
    String name = text(map, "name");
    if (name != null && !name.isEmpty()) {
      return kind(map).map(kind -> name + " (" + kind.text() + ")").orElse(name);
    }
    return "resource at index " + index;
  }

  private static Optional<ApiKind> kind(Mapping map) {
    String text = text(map, "kind");
    return Arrays.stream(ApiKind.values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  private static String text(Mapping map, String key) {
    Entry entry = map.get(key);
    return entry != null
            && entry.value() instanceof Scalar scalar
            && scalar.value() instanceof String text
        ? text
        : null;
  }

  private static boolean isNull(YamlNode node) {
    return node instanceof Scalar scalar && scalar.isNull();
  }

  private void checkSemantics(List<Api> apis) {
    Set<String> realtimeApis = new HashSet<>();
    for (Api api : apis) {
      if (api.kind() == ApiKind.REALTIME_API) {
        api.name().ifPresent(realtimeApis::add);
      }
    }
    for (Api api : apis) {
      if (api.kind() == ApiKind.TRAFFIC_SPLITTER) {
        new SplitterChecks(report, realtimeApis).check(api);
      } else {
        api.values().section("pod").ifPresent(pod -> new PodChecks(api.kind(), report).check(pod));
        new ScalingChecks(report).check(api);
      }
    }
    new RequestChecks(baseName, report).check(apis);
  }

  private void fileError(String prefix, Rule rule, Span span, String... arguments) {
    report.fileError(prefix, new Violation(rule, List.of(arguments), Optional.empty()), span);
  }
}
