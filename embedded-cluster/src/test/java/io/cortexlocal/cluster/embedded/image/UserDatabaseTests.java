package io.cortexlocal.cluster.embedded.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cortexlocal.cluster.embedded.image.ContainerImage.User;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserDatabaseTests {

  private static final UserDatabase DATABASE =
      new UserDatabase(
          List.of(
              "# comment",
              "root:x:0:0:root:/root:/bin/bash",
              "app:x:1000:1001:App:/home/app:/bin/sh",
              "homeless:x:1002:1002:::",
              "broken:x",
              "odd:x:many:1:::",
              "huge:x:2147483648:1:::"),
          List.of("root:x:0:", "staff:x:50:app", "broken", "odd:x:many:"));

  @ParameterizedTest
  @CsvSource({
    "'', 0, 0, /root",
    "root, 0, 0, /root",
    "app, 1000, 1001, /home/app",
    "1000, 1000, 1001, /home/app",
    "app:staff, 1000, 50, /home/app",
    "app:50, 1000, 50, /home/app",
    "app:77, 1000, 77, /home/app",
    "app:, 1000, 1001, /home/app",
    ":staff, 0, 50, /root",
    "4321, 4321, 0, /",
    "4321:staff, 4321, 50, /",
    "4321:1234, 4321, 1234, /",
    "2147483647, 2147483647, 0, /",
    "homeless, 1002, 1002, /"
  })
  void findsAUser(String text, int uid, int gid, String home) throws Exception {
    assertThat(DATABASE.lookUp(text)).isEqualTo(new UserDatabase.Entry(new User(uid, gid), home));
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, unable to find user nobody: no matching entries in passwd file",
    "broken, unable to find user broken: no matching entries in passwd file",
    "-1, unable to find user -1: no matching entries in passwd file",
    "app:wheel, unable to find group wheel: no matching entries in group file",
    "app:broken, unable to find group broken: no matching entries in group file",
    "2147483648:0, 'uids and gids must be in range 0-2147483647, but one is \"2147483648\"'",
    "0:2147483648, 'uids and gids must be in range 0-2147483647, but one is \"2147483648\"'",
    "huge, 'uids and gids must be in range 0-2147483647, but one is \"2147483648\"'",
    "odd, 'uids and gids must be in range 0-2147483647, but one is \"many\"'",
    "app:odd, 'uids and gids must be in range 0-2147483647, but one is \"many\"'"
  })
  void refusesAUserThatIsNotThere(String text, String message) {
    assertThatThrownBy(() -> DATABASE.lookUp(text))
        .isExactlyInstanceOf(ArchiveException.class)
        .hasMessage(message);
  }

  @Test
  void numbersNeedNoFiles() throws Exception {
    UserDatabase empty = new UserDatabase(List.of(), List.of());

    assertThat(empty.lookUp("5:6").user()).isEqualTo(new User(5, 6));
    assertThat(empty.lookUp("").user()).isEqualTo(User.ROOT);
  }
}
