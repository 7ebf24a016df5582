package io.cortexlocal.traffic;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The body of an answer in memory, which fails when it is longer than it may be. */
final class LimitedBody implements BodySubscriber<byte[]> {

  private final long most;
  private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
  private Subscription subscription;
  private long received;

  LimitedBody(long most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body.getBody();
  }

  @Override
  public void onSubscribe(Subscription started) {
    subscription = started;
    body.onSubscribe(started);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    received += bytes.stream().mapToLong(ByteBuffer::remaining).sum();
    if (received > most) {
      subscription.cancel();
      body.onError(
          new IOException(
              "the body has more than %d bytes, which are kept in memory. Try: a client of your own, at"
                      .formatted(most)
                  + " the API's url()"));
    } else {
      body.onNext(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.onError(failure);
  }

  @Override
  public void onComplete() {
    body.onComplete();
  }
}
