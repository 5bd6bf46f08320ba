package io.sluice.node.capture;

import io.sluice.node.log.Log;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Capture's own API: HTTP on a Unix domain socket that only its owner may open.
 *
 * <pre>{@code
 * curl -G --unix-socket STATE/sluice.sock --data-urlencode 'filter=host 10.0.0.7' \
 *   -d from=-2h http://appliance/search > out.pcapng
 * curl --unix-socket STATE/sluice.sock -d before=60 -d after=60 -d why=test http://appliance/keep
 * curl --unix-socket STATE/sluice.sock http://appliance/status
 * }</pre>
 *
 * <p>Each connection has a thread: what it waits for is a disk and a reader, and neither can hold
 * up another.
 */
public final class CaptureServer implements AutoCloseable {
  private static final Log LOG = Log.of(CaptureServer.class);

  /** Searches at once; each has a core's worth to do. */
  private static final int MOST_CONNECTIONS = 16;

  /** So long may a socket's path be at most, its end included (unix(7)). */
  private static final int LONGEST_PATH = 107;

  private final Path socket;
  private final Conversation conversation;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

  /**
   * Opens the socket and answers.
   *
   * @param socket its path; the directory is made where there is none
   * @throws IOException when it cannot be opened; the message is a clause
   */
  public CaptureServer(Path socket, Captures captures) throws IOException {
    this.socket = socket;
    this.conversation = new Conversation(captures);
    if (socket.toAbsolutePath().toString().length() > LONGEST_PATH) {
      throw new IOException(
          "the path of the socket %s is longer than %d bytes".formatted(socket, LONGEST_PATH));
    }
    server = open();
    Thread.ofPlatform().name("capture-api").daemon().start(this::accept);
  }

  /** Under its name it is never open to others: it is bound where only its owner looks. */
  private ServerSocketChannel open() throws IOException {
    Path directory = socket.toAbsolutePath().resolveSibling(".sock");
    Path unready = directory.resolve("s");
    Store.makePrivate(directory, Disk.LINUX);
    Files.deleteIfExists(unready);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(unready));
      Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-------"));
      Files.move(unready, socket, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(directory);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "the socket %s cannot be opened: %s".formatted(socket, e.getMessage()), e);
    }
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel connection = server.accept();
        connections.add(connection);
        Thread.ofPlatform().name("capture-api").daemon().start(() -> serve(connection));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("A connection cannot be accepted", "reason", e.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      if (connections.size() > MOST_CONNECTIONS) {
        Answer.whole(
            connection,
            503,
            Answer.TEXT,
            "There are %d connections already.".formatted(MOST_CONNECTIONS));
      } else {
        conversation.answer(connection);
      }
    } catch (IOException e) {
      // Whoever asked has left
    } catch (RuntimeException e) {
      LOG.error("A request could not be answered", e);
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel connection : connections) {
        connection.close();
      }
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("The capture's socket cannot be closed", "reason", e.getMessage());
    }
  }
}
