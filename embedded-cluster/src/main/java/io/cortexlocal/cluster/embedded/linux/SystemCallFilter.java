package io.cortexlocal.cluster.embedded.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The seccomp filter of containers that are not privileged: what Docker's default profile refuses
 * to a container with the default capabilities fails with EPERM, and what neither knows with
 * ENOSYS.
 *
 * <p>Not all that a container can reach has a namespace: the kernel's keyrings, for one, belong to
 * the user. A program of another architecture than the machine's own or i386 gets ENOSYS for all.
 */
final class SystemCallFilter {

  private static final int LOAD_WORD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP = 0x05;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_GREATER = 0x25;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7fff0000;
  private static final int REFUSE = 0x00050001;
  private static final int UNKNOWN = 0x00050000 + 38;

  private static final int CALL = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  /** {@code mseal}; later calls are for the next version of the table to judge. */
  private static final int LAST_KNOWN = 462;

  private static final int CLONE3 = 435;
  private static final int VSOCK = 40;

  /** CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID and _NEWNET. */
  private static final int NEW_NAMESPACES = 0x7e020000;

  private static final int[] PERSONALITIES = {0, 8, 0x20000, 0x20008, -1};

  private enum Abi {
    X86_64(0xc000003e, 1, 56, 41, 135),
    I386(0x40000003, 2, 120, 359, 136),
    AARCH64(0xc00000b7, 3, 220, 198, 92);

    private final int audit;
    private final int column;
    private final int clone;
    private final int socket;
    private final int personality;

    Abi(int audit, int column, int clone, int socket, int personality) {
      this.audit = audit;
      this.column = column;
      this.clone = clone;
      this.socket = socket;
      this.personality = personality;
    }
  }

  private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  private final List<Instruction> program = new ArrayList<>();

  private SystemCallFilter() {}

  /**
   * Returns the filter as the kernel takes it, a {@code struct sock_filter} for each instruction.
   *
   * @param architecture as the system property {@code os.arch} says it: amd64 or aarch64
   */
  static byte[] of(String architecture) {
    List<Abi> abis =
        switch (architecture) {
          case "amd64" -> List.of(Abi.X86_64, Abi.I386);
          case "aarch64" -> List.of(Abi.AARCH64);
          default ->
              throw new IllegalArgumentException("no system calls known for " + architecture);
        };
    SystemCallFilter filter = new SystemCallFilter();
    for (Abi abi : abis) {
      filter.program.addAll(guarded(abi));
    }
    filter.add(RETURN, 0, 0, UNKNOWN);
    return filter.bytes();
  }

  /** A conditional jump reaches 255 instructions far; these are more, so others step over it. */
  private static List<Instruction> guarded(Abi abi) {
    SystemCallFilter body = new SystemCallFilter();
    body.judge(abi);
    List<Instruction> all = new ArrayList<>();
    all.add(new Instruction(LOAD_WORD, 0, 0, ARCHITECTURE));
    all.add(new Instruction(JUMP_IF_EQUAL, 1, 0, abi.audit));
    all.add(new Instruction(JUMP, 0, 0, body.program.size()));
    all.addAll(body.program);
    return all;
  }

  private void judge(Abi abi) {
    add(LOAD_WORD, 0, 0, CALL);
    // x32 is the same architecture, with a bit set in each number: greater than every known one.
    answerIf(JUMP_IF_GREATER, LAST_KNOWN, UNKNOWN);
    answerIf(JUMP_IF_EQUAL, CLONE3, UNKNOWN);
    denied(abi).forEach(number -> answerIf(JUMP_IF_EQUAL, number, REFUSE));

    add(JUMP_IF_EQUAL, 0, 5, abi.clone);
    add(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
    add(AND, 0, 0, NEW_NAMESPACES);
    answerIf(JUMP_IF_EQUAL, 0, ALLOW);
    add(RETURN, 0, 0, REFUSE);

    add(JUMP_IF_EQUAL, 0, 4, abi.socket);
    add(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
    answerIf(JUMP_IF_EQUAL, VSOCK, REFUSE);
    add(RETURN, 0, 0, ALLOW);

    add(JUMP_IF_EQUAL, 0, 2 + 2 * PERSONALITIES.length, abi.personality);
    add(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
    for (int personality : PERSONALITIES) {
      answerIf(JUMP_IF_EQUAL, personality, ALLOW);
    }
    add(RETURN, 0, 0, REFUSE);
    add(RETURN, 0, 0, ALLOW);
  }

  private static List<Integer> denied(Abi abi) {
    return new String(HostTools.script("denied-calls.txt"), StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", -1)[abi.column])
        .filter(number -> !number.equals("-"))
        .map(Integer::valueOf)
        .toList();
  }

  private void answerIf(int condition, int operand, int answer) {
    add(condition, 0, 1, operand);
    add(RETURN, 0, 0, answer);
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.add(new Instruction(code, ifTrue, ifFalse, operand));
  }

  private byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(program.size() * 8).order(ByteOrder.nativeOrder());
    for (Instruction instruction : program) {
      bytes.putShort((short) instruction.code());
      bytes.put((byte) instruction.ifTrue());
      bytes.put((byte) instruction.ifFalse());
      bytes.putInt(instruction.operand());
    }
    return bytes.array();
  }
}
