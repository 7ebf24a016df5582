package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pull under way. The engine tells of a failure either by its status or within the stream. */
final class Pull implements ResultCallback<PullResponseItem> {

  private static final Logger LOG = LoggerFactory.getLogger(Pull.class);

  private static final int INTERNAL_SERVER_ERROR = 500;

  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private volatile Closeable stream;

  CompletableFuture<Void> done() {
    return done;
  }

  /**
   * Waits until the registry has told the engine what the image is made of, or the pull has ended.
   * What then remains to be fetched may take its time.
   *
   * @throws TimeoutException when there was nothing within the time; the engine is told to stop
   */
  void awaitAnswer(Duration atMost) throws TimeoutException {
    try {
      CompletableFuture.anyOf(answered, done).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      close();
      throw e;
    } catch (ExecutionException e) {
      // The pull has failed; whoever waits for its end is told.
      return;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  @Override
  public void onStart(Closeable stream) {
    this.stream = stream;
  }

  @Override
  public void onNext(PullResponseItem item) {
    if (item.getErrorDetail() != null) {
      onError(new DockerException(item.getErrorDetail().getMessage(), INTERNAL_SERVER_ERROR));
    }
    answered.complete(null);
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }

  @Override
  public void close() {
    Closeable open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("the stream of a pull cannot be closed", e);
      }
    }
  }
}
