package io.cortexlocal.cluster.embedded.kubelet;

/**
 * Lines, the oldest of which go when their bytes are too many. They are kept in one array of bytes,
 * so that a line of no characters costs its four bytes of length, and not an object. Not safe for
 * use by several threads.
 */
final class LineRing {

  private static final int LENGTH_BYTES = Integer.BYTES;
  private static final int FIRST_CAPACITY = 4 << 10;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int head;
  private int size;
  private int count;
  private long first;
  private long firstByte;

  /** Adds a line. It must be shorter than {@link Integer#MAX_VALUE} by far. */
  void add(byte[] line) {
    int cost = LENGTH_BYTES + line.length;
    require(size + cost);
    int length = line.length;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      bytes[index(size + i)] = (byte) (length >>> (8 * i));
    }
    copyIn(line, index(size + LENGTH_BYTES));
    size += cost;
    count++;
  }

  /** Returns what the oldest line and its length take. */
  int oldestCost() {
    return LENGTH_BYTES + length(0);
  }

  /** Forgets the oldest line. */
  void removeOldest() {
    int cost = oldestCost();
    head = index(cost);
    size -= cost;
    count--;
    first++;
    firstByte += cost;
  }

  /** Gives back the memory that its lines no longer need. */
  void trim() {
    int wanted = capacityFor(size);
    if (wanted < bytes.length / 2) {
      resize(wanted);
    }
  }

  /** Returns the bytes that its lines take. */
  int size() {
    return size;
  }

  int count() {
    return count;
  }

  /** Returns the number of the oldest line that is kept, counted from 0. */
  long first() {
    return first;
  }

  /** Returns how many bytes of lines were there before the oldest line that is kept. */
  long firstByte() {
    return firstByte;
  }

  /** Returns the bytes from the oldest line on to the line of this number. */
  int offset(long number) {
    int offset = 0;
    for (long at = first; at < number; at++) {
      offset += LENGTH_BYTES + length(offset);
    }
    return offset;
  }

  /** Returns the line that begins so many bytes after the oldest one's begin. */
  byte[] line(int offset) {
    byte[] line = new byte[length(offset)];
    int from = index(offset + LENGTH_BYTES);
    int tail = Math.min(line.length, bytes.length - from);
    System.arraycopy(bytes, from, line, 0, tail);
    System.arraycopy(bytes, 0, line, tail, line.length - tail);
    return line;
  }

  /** Returns what a line takes, with its length. */
  static int cost(byte[] line) {
    return LENGTH_BYTES + line.length;
  }

  private int length(int offset) {
    int length = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      length |= (bytes[index(offset + i)] & 0xff) << (8 * i);
    }
    return length;
  }

  private int index(int offset) {
    return (int) (((long) head + offset) % bytes.length);
  }

  private void copyIn(byte[] line, int at) {
    int tail = Math.min(line.length, bytes.length - at);
    System.arraycopy(line, 0, bytes, at, tail);
    System.arraycopy(line, tail, bytes, 0, line.length - tail);
  }

  private void require(int wanted) {
    if (wanted > bytes.length) {
      resize(capacityFor(wanted));
    }
  }

  private static int capacityFor(int wanted) {
    int capacity = FIRST_CAPACITY;
    while (capacity < wanted) {
      capacity *= 2;
    }
    return capacity;
  }

  private void resize(int capacity) {
    byte[] next = new byte[capacity];
    int tail = Math.min(size, bytes.length - head);
    System.arraycopy(bytes, head, next, 0, tail);
    System.arraycopy(bytes, 0, next, tail, size - tail);
    bytes = next;
    head = 0;
  }
}
