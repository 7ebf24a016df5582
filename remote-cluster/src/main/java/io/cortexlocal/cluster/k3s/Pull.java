package io.cortexlocal.cluster.k3s;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.Closeable;
import java.util.concurrent.CompletableFuture;

/** A pull under way. The engine tells of a failure either by its status or within the stream. */
final class Pull implements ResultCallback<PullResponseItem> {

  private static final int INTERNAL_SERVER_ERROR = 500;

  private final CompletableFuture<Void> done = new CompletableFuture<>();

  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void onStart(Closeable stream) {}

  @Override
  public void onNext(PullResponseItem item) {
    if (item.getErrorDetail() != null) {
      onError(new DockerException(item.getErrorDetail().getMessage(), INTERNAL_SERVER_ERROR));
    }
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
  public void close() {}
}
