package io.cortexlocal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvFileTests {

  private static final Map<String, String> MACHINE = Map.of("HERE", "this machine's");

  @TempDir private Path directory;

  private Map<String, String> read(String content) throws Exception {
    Path file = Files.writeString(directory.resolve(".env"), content);
    return EnvFile.read(file, MACHINE::get);
  }

  @Test
  void isReadAsComposeReadsIt() throws Exception {
    assertThat(
            read(
                """
                # a comment

                PLAIN=value
                SPACES =  a value   \s
                  export EXPORTED=yes
                exportable=no
                EMPTY=
                COMMENT=a value # with a comment
                HASH=a#b
                ONLY=# nothing
                SINGLE='a "b" # \\n $C'   # comment
                DOUBLE="a 'b' # \\n\\t\\"\\\\ \\$C \\x"
                LINES="one
                two"
                EQUALS=a=b==
                $REPLACED=x
                """
                    .replace("$REPLACED", "KEPT=${PLAIN} $PLAIN\nlower.case-1")))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("PLAIN", "value"),
                Map.entry("SPACES", "a value"),
                Map.entry("EXPORTED", "yes"),
                Map.entry("exportable", "no"),
                Map.entry("EMPTY", ""),
                Map.entry("COMMENT", "a value"),
                Map.entry("HASH", "a#b"),
                Map.entry("ONLY", ""),
                Map.entry("SINGLE", "a \"b\" # \\n $C"),
                Map.entry("DOUBLE", "a 'b' # \n\t\"\\ $C \\x"),
                Map.entry("LINES", "one\ntwo"),
                Map.entry("EQUALS", "a=b=="),
                Map.entry("KEPT", "${PLAIN} $PLAIN"),
                Map.entry("lower.case-1", "x")));
  }

  @Test
  void aFileOfAnotherSystemIsReadToo() throws Exception {
    assertThat(read("\uFEFFA=1\r\nB='x\r\ny'\r\n\r\nHERE\r\nA=2"))
        .isEqualTo(Map.of("A", "2", "B", "x\ny", "HERE", "this machine's"));
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hunter2 x=1 | 1:1: expected NAME=VALUE, with a name of letters, digits, '_', '-' and '.', and no digit first",
        "=hunter2 | 1:1: expected NAME=VALUE, with a name of letters, digits, '_', '-' and '.', and no digit first",
        "A=`1`;  2hunter2=x | 2:3: expected NAME=VALUE, with a name of letters, digits, '_', '-' and '.', and no digit first",
        "A=1;hunter2 | 2:1: a name without a value is passed on from this machine, which has no such variable; write NAME= for an empty one",
        "CORTEX_A=hunter2 | 1:1: environment variables starting with CORTEX_ or KUBEXIT_ are reserved",
        "A=\"hunter2;B=1 | 1:3: a value begins with a quotation mark, and has none at its end",
        "A='hunter2'x | 1:12: expected the end of the line after a value in quotation marks",
      })
  void isRefusedWhere(String content, String expected) {
    assertThatThrownBy(() -> read(content.replace("`", "").replace(';', '\n')))
        .isExactlyInstanceOf(ImageException.class)
        .hasMessage("%s/.env:%s", directory, expected)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void isRefusedWhenItIsNotText() throws Exception {
    Path file = Files.write(directory.resolve(".env"), new byte[] {'A', '=', (byte) 0xff});
    assertThatThrownBy(() -> EnvFile.read(file, MACHINE::get))
        .hasMessage(file + ": cannot be read: it is not UTF-8");
    Files.write(file, "A=b\0c".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> EnvFile.read(file, MACHINE::get))
        .hasMessage(file + ":1:3: the value has a nul character");
  }
}
