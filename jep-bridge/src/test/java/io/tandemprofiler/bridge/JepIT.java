package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.bridge.program.BoundaryProgram;
import io.tandemprofiler.bridge.program.ForeignProgram;
import io.tandemprofiler.bridge.program.GilProgram;
import io.tandemprofiler.bridge.program.LifeProgram;
import io.tandemprofiler.bridge.program.MixedProgram;
import io.tandemprofiler.bridge.program.OwnLoaderProgram;
import io.tandemprofiler.bridge.program.SubProgram;
import io.tandemprofiler.bridge.program.TextProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM's profile shows of the Python in it. */
class JepIT {
  private static final String PROGRAM = "java io.tandemprofiler.bridge.program.";
  private static final String MIXED =
      PROGRAM
          + "MixedProgram work; python mixed_program outer; "
          + PROGRAM
          + "MixedProgram again; python mixed_program inner; python mixed_program crunched";

  @TempDir private Path folder;

  @Test
  void bothLanguages_standInOneStack() throws IOException {
    JepJvm.Ended ended = jvm().run(MixedProgram.class, "2", "2");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said()).isEmpty();
    assertThat(ended.stacks()).anyMatch(stack -> stack.contains(MIXED + " | cpu_time running"));
    assertThat(ended.audit).anyMatch(line -> line.contains("estimated mixed_division"));
    assertThat(ended.audit).noneMatch(line -> line.contains("java jep.Jep "));
  }

  @Test
  void whoWaitsForTheGil_isSeenUnderItsHolder() throws IOException {
    JepJvm.Ended ended = jvm().settings("wall_hz=20").run(GilProgram.class, "6");

    assertThat(ended.stacks()) // which of the two waits while it is looked at is a matter of chance
        .anyMatch(
            stack ->
                stack.contains("GilProgram call; python ")
                    && stack.contains("; other <gil-holder>; python mixed_program ")
                    && stack.contains("gil_wait"));
  }

  @Test
  void jepsOwnFrames_areShownWhereThatIsWanted() throws IOException {
    JepJvm.Ended ended = jvm().settings("jep_frames=on").run(MixedProgram.class, "2", "1");

    assertThat(ended.stacks())
        .anyMatch(
            stack ->
                stack.contains(
                    "MixedProgram work; java jep.Jep invoke; java jep.Jep invoke;"
                        + " python mixed_program outer;"));
  }

  @Test
  void everyWayAcross_givesWhatItGives_andNoSecretLeaves() throws IOException {
    JepJvm.Ended ended = jvm().run(BoundaryProgram.class, "0.3");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output)
        .containsExactly(
            "sorted [3, 2, 1]",
            "map [-3, -1, -2]",
            "generator -6",
            "numpy [-3, -1, -2]",
            "proxy done",
            "exception RuntimeError");
    assertThat(ended.said()).isEmpty();
    assertThat(ended.stacks())
        .anyMatch(
            stack -> stack.contains("Back key; python boundaries key; python boundaries spin"));
    assertThat(ended.audit).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void codeGivenAsText_hasItsNameWhereThatIsWanted() throws IOException {
    JepJvm.Ended hidden = jvm().run(TextProgram.class, "2");
    assertThat(hidden.audit).noneMatch(line -> line.contains("given"));
    assertThat(hidden.stacks())
        .anyMatch(stack -> stack.contains("TextProgram main; python <generated> <generated>"));

    Files.delete(folder.resolve("audit.txt"));
    JepJvm.Ended shown = jvm().settings("generated_names=on").run(TextProgram.class, "2");
    assertThat(shown.stacks())
        .anyMatch(stack -> stack.contains("TextProgram main; python <generated> given"));
  }

  @Test
  void interpretersThatAreLeftOpen_andAThreadThatComputesAtTheEnd_keepNothing() throws IOException {
    JepJvm.Ended ended = jvm().run(LifeProgram.class, "exit");

    assertThat(ended.exitCode).isEqualTo(7);
    assertThat(ended.output).containsExactly("lived");
    assertThat(ended.said()).isEmpty();
  }

  @Test
  void subinterpreters_stayPython() throws IOException {
    JepJvm.Ended ended = jvm().run(SubProgram.class, "sub", "1");

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks())
        .anyMatch(
            stack -> stack.contains("SubProgram compute; python <python> | cpu_time running"));
    assertThat(ended.said())
        .containsExactly(
            "tandem: what runs in SubInterpreters of Jep stays <python>: a thread of the agent's own"
                + " in one could abort the process");
  }

  /** Python 3.11 gives their frames with those of shared ones. */
  @Test
  void subinterpreters_stayPython_besideSharedOnes() throws IOException {
    JepJvm.Ended ended = jvm().run(SubProgram.class, "both", "3");
    String compute = PROGRAM + "SubProgram compute; python ";

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks())
        .anyMatch(stack -> stack.contains("SubProgram main; " + compute + "mixed_program yielding"))
        .anyMatch(stack -> stack.contains("SubProgram alone; " + compute + "<python> | cpu_time"))
        .noneMatch(stack -> stack.contains("SubProgram alone; " + compute + "mixed_program"));
  }

  @Test
  void jepInALoaderOfItsOwn_isFound() throws IOException {
    JepJvm jvm = jvm();
    JepJvm.Ended ended =
        jvm.withoutJep()
            .run(OwnLoaderProgram.class, jvm.programs() + "/", jvm.jepJar().toString(), "2");

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks()).anyMatch(stack -> stack.contains(MIXED));
  }

  @Test
  void withoutCtypes_itSaysSo_andTheAgentGoesOn() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("ctypes.py"), "raise ImportError('none here')\n");
    JepJvm.Ended ended = jvm().pythonPath(broken).run(MixedProgram.class, "2", "1");

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said())
        .containsExactly(
            "tandem: Python stays <python> in this JVM's profiles: Python raises <class"
                + " 'ImportError'>");
    assertThat(ended.stacks())
        .anyMatch(stack -> stack.contains("MixedProgram work; python <python>; "));
  }

  /** The JVM lists them for ever, and to print it with one that has ended kills the JVM. */
  @Test
  void threadsOfPythonsThatCalledJavaAndEnded_areNotAskedFor() throws IOException {
    JepJvm.Ended ended = jvm().run(ForeignProgram.class, "6");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said())
        .containsExactly(
            "tandem: threads that come to Python stay <python>: others that are not Java's have"
                + " called Java, and where one of them has ended the JVM cannot be asked for its"
                + " threads");
    assertThat(ended.stacks())
        .anyMatch(stack -> stack.contains("ForeignProgram main; python <python> | cpu_time"));
  }

  @Test
  void lines_areLeftOutWhereTheyAreNotWanted() throws IOException {
    JepJvm.Ended ended = jvm().settings("lines=off").run(MixedProgram.class, "2", "1");

    assertThat(ended.stacks()).anyMatch(stack -> stack.contains(MIXED));
    assertThat(ended.audit).noneMatch(line -> line.startsWith("line "));
  }

  @Test
  void switchedOff_nothingIsDivided() throws IOException {
    JepJvm.Ended ended = jvm().settings("jep=off").run(MixedProgram.class, "1", "1");

    assertThat(ended.said()).isEmpty();
    assertThat(ended.audit).noneMatch(line -> line.contains("mixed_division"));
    assertThat(ended.stacks()).anyMatch(stack -> stack.contains("java jep.Jep invoke; native"));
  }

  private JepJvm jvm() {
    return new JepJvm(folder).settings("jep_hz=50");
  }
}
