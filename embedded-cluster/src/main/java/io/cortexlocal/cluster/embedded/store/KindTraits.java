package io.cortexlocal.cluster.embedded.store;

import io.cortexlocal.cluster.ResourceType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the API server does with the objects of one kind.
 *
 * @param status the part that their controller reports, and nobody applies
 * @param newGeneration whether a change makes a new generation; empty where these are not counted
 * @param left leaves to an object, the second, what it says nothing about and others have set on
 *     the first
 * @param defaults fills in what an object says nothing about
 * @param missing returns the fields that nothing of the embedded cluster acts on
 * @param name what is checked of a name
 * @param rules what is checked of the rest, once the defaults are filled in
 */
record KindTraits<T extends HasMetadata>(
    ResourceType<T> type,
    Status<T> status,
    Optional<BiPredicate<T, T>> newGeneration,
    BiConsumer<T, T> left,
    Consumer<T> defaults,
    Function<T, List<String>> missing,
    NameRule name,
    Rules<T> rules) {

  /** Returns a kind whose objects are data: nothing is filled in, and only the name is checked. */
  static <T extends HasMetadata> KindTraits<T> data(ResourceType<T> type) {
    return new KindTraits<>(
        type,
        new Status<>((before, object) -> {}, object -> {}),
        Optional.empty(),
        (before, object) -> {},
        object -> {},
        object -> List.of(),
        NameRules::subdomain,
        (before, object, errors) -> {});
  }

  /** A status that a new object has not, whatever was given. */
  <S> KindTraits<T> reporting(Function<T, S> get, BiConsumer<T, S> set) {
    return with(
        new Status<>(
            (before, object) -> set.accept(object, get.apply(before)),
            object -> set.accept(object, null)));
  }

  /** A status that a new object is given. */
  <S> KindTraits<T> given(Function<T, S> get, BiConsumer<T, S> set) {
    return with(
        new Status<>((before, object) -> set.accept(object, get.apply(before)), object -> {}));
  }

  KindTraits<T> with(Status<T> other) {
    return new KindTraits<>(type, other, newGeneration, left, defaults, missing, name, rules);
  }

  KindTraits<T> generations(BiPredicate<T, T> changes) {
    return new KindTraits<>(
        type, status, Optional.of(changes), left, defaults, missing, name, rules);
  }

  KindTraits<T> leaving(BiConsumer<T, T> other) {
    return new KindTraits<>(type, status, newGeneration, other, defaults, missing, name, rules);
  }

  KindTraits<T> filledBy(Consumer<T> other) {
    return new KindTraits<>(type, status, newGeneration, left, other, missing, name, rules);
  }

  KindTraits<T> without(Function<T, List<String>> other) {
    return new KindTraits<>(type, status, newGeneration, left, defaults, other, name, rules);
  }

  KindTraits<T> named(NameRule other) {
    return new KindTraits<>(type, status, newGeneration, left, defaults, missing, other, rules);
  }

  KindTraits<T> checkedBy(Rules<T> other) {
    return new KindTraits<>(type, status, newGeneration, left, defaults, missing, name, other);
  }

  /**
   * The status of an object.
   *
   * @param keep gives the second object the status of the first
   * @param drop takes it away from a new object
   */
  record Status<T>(BiConsumer<T, T> keep, Consumer<T> drop) {}

  /** What is checked of a name. */
  @FunctionalInterface
  interface NameRule {

    void check(String path, String name, FieldErrors errors);
  }

  /** What is checked of an object. */
  @FunctionalInterface
  interface Rules<T> {

    /**
     * Notes every field that is at fault.
     *
     * @param existing the object as it was, if it is not new
     */
    void check(Optional<T> existing, T object, FieldErrors errors);
  }
}
