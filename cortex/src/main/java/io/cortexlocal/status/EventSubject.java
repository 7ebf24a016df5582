package io.cortexlocal.status;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a pod an event is about. */
public final class EventSubject {

  private static final Pattern CONTAINER = Pattern.compile("spec\\.containers\\{(.+)}");

  private EventSubject() {}

  /** Returns the container that the path of the event's field names; empty when it names none. */
  public static Optional<String> container(Event event) {
    return Optional.ofNullable(event.getInvolvedObject())
        .map(ObjectReference::getFieldPath)
        .map(CONTAINER::matcher)
        .filter(Matcher::matches)
        .map(field -> field.group(1));
  }
}
