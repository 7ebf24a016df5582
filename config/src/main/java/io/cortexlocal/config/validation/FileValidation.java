package io.cortexlocal.config.validation;

import io.cortexlocal.config.ApiConfig;
import io.cortexlocal.config.ApiKind;
import io.cortexlocal.config.CortexConfig;
import io.cortexlocal.config.ParseResult;
import io.cortexlocal.config.cluster.ClusterConfig;
import io.cortexlocal.config.schema.CortexSchema;
import io.cortexlocal.config.schema.Field;
import io.cortexlocal.config.schema.Rule;
import io.cortexlocal.config.schema.Rules;
import io.cortexlocal.config.schema.Violation;
import io.cortexlocal.config.yaml.DeepStack;
import io.cortexlocal.config.yaml.InvalidYamlException;
import io.cortexlocal.config.yaml.Source;
import io.cortexlocal.config.yaml.Span;
import io.cortexlocal.config.yaml.YamlDocument;
import io.cortexlocal.config.yaml.YamlNode;
import io.cortexlocal.config.yaml.YamlNode.Entry;
import io.cortexlocal.config.yaml.YamlNode.Mapping;
import io.cortexlocal.config.yaml.YamlNode.Scalar;
import io.cortexlocal.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one file in the stages of Cortex's API server. */
public final class FileValidation {

  private static final Set<String> FIRST_KEYS = Set.of("name", "kind");

  private final String file;
  private final String baseName;
  private final Optional<ClusterConfig> cluster;
  private final Set<String> deployed;
  private final Report report = new Report();
  private Source source = Source.of(new byte[0]);

  /**
   * @param file as the user named it
   * @param baseName as Cortex names it in messages
   * @param cluster the cluster to check placement against; without it placement is not checked
   * @param deployed the names of RealtimeAPIs that a TrafficSplitter may have for targets, besides
   *     those of the file
   */
  public FileValidation(
      String file, String baseName, Optional<ClusterConfig> cluster, Set<String> deployed) {
    this.file = file;
    this.baseName = baseName;
    this.cluster = cluster;
    this.deployed = Set.copyOf(deployed);
  }

  /** Returns the configuration, or everything that is wrong with it. */
  public ParseResult validate(byte[] content) {
    if (content.length == 0) {
      fileError("", Rules.FORM_FILE_MUST_BE_PROVIDED, Span.START, "config");
      return result(List.of());
    }
    try {
      source = Source.of(content);
      YamlDocument document = YamlDocument.read(content);
      return DeepStack.call(document.depth(), () -> result(read(document)));
    } catch (InvalidYamlException e) {
      return refused(e);
    } catch (StackOverflowError e) {
      return refused(new InvalidYamlException("exceeded max depth of 10000", Span.START));
    }
  }

  private ParseResult result(List<CheckedApi> apis) {
    if (report.hasErrors()) {
      return new ParseResult.Invalid(file, report.findings());
    }
    List<ApiConfig> configs = apis.stream().map(ConfigBuilder::build).toList();
    return new ParseResult.Valid(new CortexConfig(file, configs), report.findings());
  }

  private ParseResult refused(InvalidYamlException e) {
    invalidYaml(e);
    return result(List.of());
  }

  private void invalidYaml(InvalidYamlException e) {
    String text = e.getMessage();
    String line = e.span().line() > 1 ? "line " + e.span().line() + ": " : "";
    fileError(baseName + ": ", Rules.INVALID_YAML, e.span(), line + text);
    SyntaxHelp.find(source, e.span()).ifPresent(report::explainLast);
  }

  private List<CheckedApi> read(YamlDocument document) {
    YamlNode root;
    try {
      root = document.value();
    } catch (InvalidYamlException e) {
      invalidYaml(e);
      return List.of();
    }
    Optional<Span> malformed = malformed(root);
    if (malformed.isPresent()) {
      fileError(baseName + ": ", Rules.MALFORMED_CONFIG, malformed.get());
      ShapeHelp.find(root, malformed.get(), source).ifPresent(report::explainLast);
      return List.of();
    }
    List<YamlNode> items =
        root instanceof Sequence sequence ? new ArrayList<>(sequence.items()) : List.of();
    Span rootSpan = root.span();
    List<CheckedApi> apis = new ArrayList<>();
    TargetNames names = new TargetNames();
    deployed.forEach(name -> names.add(name, Optional.of(ApiKind.REALTIME_API)));
    for (int i = 0; i < items.size(); i++) {
      YamlNode item = items.set(i, null);
      if (item instanceof Mapping map && text(map, "name") != null) {
        names.add(text(map, "name"), kind(map));
      }
      int before = report.errorCount();
      readApi(i, item).ifPresent(apis::add);
      if (report.errorCount() > before && item instanceof Mapping map) {
        OldKeys.summary(map).ifPresent(summary -> report.suggest(before, summary));
      }
    }
    if (items.isEmpty()) {
      fileError("", Rules.NO_APIS, rootSpan);
    } else if (cluster.isPresent() && cluster.get().nodeGroups().isEmpty()) {
      fileError("", Rules.NO_NODE_GROUPS, rootSpan);
    }
    checkSemantics(apis, names);
    Warnings.report(document, apis, names, report);
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

  private Optional<CheckedApi> readApi(int index, YamlNode item) {
    Mapping map = item instanceof Mapping given ? given : new Mapping(Map.of(), item.span());
    Location location =
        Location.root(baseName + ": " + identity(index, map), "[" + index + "]", map.span());
    Optional<ApiKind> kind = kind(map);
    if (kind.isPresent()) {
      SectionValue values =
          new SectionReader(kind.get(), report, source).read(CortexSchema.API, map, location);
      return Optional.of(new CheckedApi(index, kind.get(), values));
    }
    SectionReader reader = new SectionReader(ApiKind.REALTIME_API, report, source);
    SectionValue values = new SectionValue(location, CortexSchema.API.fields());
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

  private void checkSemantics(List<CheckedApi> apis, TargetNames names) {
    for (CheckedApi api : apis) {
      if (api.kind() == ApiKind.TRAFFIC_SPLITTER) {
        new SplitterChecks(report, names).check(api);
      } else {
        api.values().section("pod").ifPresent(pod -> new PodChecks(api.kind(), report).check(pod));
        new ScalingChecks(report).check(api);
      }
    }
    if (cluster.filter(facts -> !facts.nodeGroups().isEmpty()).isPresent()) {
      CapacityChecks capacity = new CapacityChecks(cluster.get(), report);
      apis.stream().filter(api -> api.kind() != ApiKind.TRAFFIC_SPLITTER).forEach(capacity::check);
    }
    new RequestChecks(baseName, report).check(apis);
  }

  private void fileError(String prefix, Rule rule, Span span, String... arguments) {
    report.fileError(prefix, new Violation(rule, List.of(arguments), Optional.empty()), span);
  }
}
