package io.tandemprofiler.bridge;

import static io.tandemprofiler.bridge.JepJvm.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandemprofiler.bridge.program.BesideProgram;
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
import java.util.function.Predicate;
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
    Predicate<String> isMixed = stack -> stack.contains(MIXED + " | cpu_time running");
    JepJvm.Ended ended = jvm().runUntil(shows(isMixed), MixedProgram.class, SECONDS, "2");

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said()).isEmpty();
    assertThat(ended.stacks()).anyMatch(isMixed);
    assertThat(ended.audit).anyMatch(line -> line.contains("estimated mixed_division"));
    assertThat(ended.audit).noneMatch(line -> line.contains("java jep.Jep "));
  }

  @Test
  void whoWaitsForTheGil_isSeenUnderItsHolder() throws IOException {
    Predicate<String> isUnderItsHolder = // which of the two waits is a matter of chance
        stack ->
            stack.contains("GilProgram call; python ")
                && stack.contains("; other <gil-holder>; python mixed_program ")
                && stack.contains("gil_wait");
    JepJvm.Ended ended =
        jvm().settings("wall_hz=20").runUntil(shows(isUnderItsHolder), GilProgram.class, SECONDS);

    assertThat(ended.stacks()).anyMatch(isUnderItsHolder);
  }

  @Test
  void jepsOwnFrames_areShownWhereThatIsWanted() throws IOException {
    Predicate<String> hasGlue =
        stack ->
            stack.contains(
                "MixedProgram work; java jep.Jep invoke; java jep.Jep invoke;"
                    + " python mixed_program outer;");
    JepJvm.Ended ended =
        jvm().settings("jep_frames=on").runUntil(shows(hasGlue), MixedProgram.class, SECONDS, "1");

    assertThat(ended.stacks()).anyMatch(hasGlue);
  }

  @Test
  void everyWayAcross_givesWhatItGives_andNoSecretLeaves() throws IOException {
    Predicate<String> isCalledBack =
        stack -> stack.contains("Back key; python boundaries key; python boundaries spin");
    JepJvm.Ended ended = jvm().runUntil(shows(isCalledBack), BoundaryProgram.class, SECONDS);

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
    assertThat(ended.stacks()).anyMatch(isCalledBack);
    assertThat(ended.audit).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void codeGivenAsText_hasItsNameWhereThatIsWanted() throws IOException {
    Predicate<String> isHidden =
        stack -> stack.contains("TextProgram main; python <generated> <generated>");
    JepJvm.Ended hidden = jvm().runUntil(shows(isHidden), TextProgram.class, SECONDS);
    assertThat(hidden.audit).noneMatch(line -> line.contains("given"));
    assertThat(hidden.stacks()).anyMatch(isHidden);

    Predicate<String> isShown =
        stack -> stack.contains("TextProgram main; python <generated> given");
    JepJvm.Ended shown =
        jvm().settings("generated_names=on").runUntil(shows(isShown), TextProgram.class, SECONDS);
    assertThat(shown.stacks()).anyMatch(isShown);
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
    Predicate<String> isPython =
        stack ->
            stack.contains(
                "SubProgram compute; other <sub-interpreter>; python <python> | cpu_time running");
    JepJvm.Ended ended = jvm().runUntil(says(isPython), SubProgram.class, "sub", SECONDS);

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks()).anyMatch(isPython);
    assertThat(ended.said())
        .containsExactly(
            "tandem: what runs in SubInterpreters of Jep stays <python>: a thread of the agent's"
                + " own in one could abort the process");
  }

  /** Python 3.11 gives their frames with those of shared ones. */
  @Test
  void subinterpreters_stayPython_besideSharedOnes() throws IOException {
    String compute = PROGRAM + "SubProgram compute; python ";
    Predicate<String> isShared =
        stack -> stack.contains("SubProgram main; " + compute + "mixed_program yielding");
    JepJvm.Ended ended = jvm().runUntil(shows(isShared), SubProgram.class, "both", SECONDS);

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks())
        .anyMatch(isShared)
        .anyMatch(stack -> stack.contains("SubProgram alone; " + compute + "<python> | cpu_time"))
        .noneMatch(stack -> stack.contains("SubProgram alone; " + compute + "mixed_program"));
  }

  @Test
  void jepInALoaderOfItsOwn_isFound() throws IOException {
    JepJvm jvm = jvm();
    JepJvm.Ended ended =
        jvm.withoutJep()
            .runUntil(
                shows(JepIT::isMixed),
                OwnLoaderProgram.class,
                jvm.programs() + "/",
                jvm.jepJar().toString(),
                SECONDS);

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks()).anyMatch(JepIT::isMixed);
  }

  @Test
  void withoutCtypes_itSaysSo_andTheAgentGoesOn() throws IOException {
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("ctypes.py"), "raise ImportError('none here')\n");
    Predicate<String> isPython = stack -> stack.contains("MixedProgram work; python <python>; ");
    JepJvm.Ended ended =
        jvm().pythonPath(broken).runUntil(says(isPython), MixedProgram.class, SECONDS, "1");

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said())
        .containsExactly(
            "tandem: Python stays <python> in this JVM's profiles: Python raises <class"
                + " 'ImportError'>");
    assertThat(ended.stacks()).anyMatch(isPython);
  }

  /**
   * Their CPU time is there, in the interpreter's own functions; who waits for them is in Python.
   */
  @Test
  void threadsOfPythons_haveNativeStacks() throws IOException {
    Predicate<String> isNative =
        stack ->
            stack.contains("_PyEval_EvalFrameDefault")
                && stack.contains("cpu_time running")
                && !stack.contains("java ");
    Predicate<String> waitsForIt =
        stack ->
            stack.contains("BesideProgram main; python mixed_program beside; python threading");
    JepJvm.Ended ended =
        jvm()
            .settings("wall_hz=20")
            .runUntil(
                all -> all.has(isNative) && all.has(waitsForIt), BesideProgram.class, SECONDS);

    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.stacks()).anyMatch(isNative).anyMatch(waitsForIt);
    assertThat(ended.audit).noneMatch(line -> line.contains("python mixed_program inner"));
  }

  /** The JVM lists them for ever, and to print it with one that has ended kills the JVM. */
  @Test
  void threadsOfPythonsThatCalledJavaAndEnded_areNotAskedFor() throws IOException {
    Predicate<String> isPython =
        stack -> stack.contains("ForeignProgram main; python <python> | cpu_time");
    JepJvm.Ended ended = jvm().runUntil(says(isPython), ForeignProgram.class, SECONDS);

    assertThat(ended.exitCode).isZero();
    assertThat(ended.output).containsExactly("worked");
    assertThat(ended.said())
        .containsExactly(
            "tandem: threads that come to Python stay <python>: others that are not Java's have"
                + " called Java, and where one of them has ended the JVM cannot be asked for its"
                + " threads");
    assertThat(ended.stacks()).anyMatch(isPython);
  }

  @Test
  void lines_areLeftOutWhereTheyAreNotWanted() throws IOException {
    JepJvm.Ended ended =
        jvm()
            .settings("lines=off")
            .runUntil(shows(JepIT::isMixed), MixedProgram.class, SECONDS, "1");

    assertThat(ended.stacks()).anyMatch(JepIT::isMixed);
    assertThat(ended.audit).noneMatch(line -> line.startsWith("line "));
  }

  @Test
  void switchedOff_nothingIsDivided() throws IOException {
    Predicate<String> endsInNative = stack -> stack.contains("java jep.Jep invoke; native");
    JepJvm.Ended ended =
        jvm().settings("jep=off").runUntil(shows(endsInNative), MixedProgram.class, SECONDS, "1");

    assertThat(ended.said()).isEmpty();
    assertThat(ended.audit).noneMatch(line -> line.contains("mixed_division"));
    assertThat(ended.stacks()).anyMatch(endsInNative);
  }

  private static Predicate<JepJvm.Ended> shows(Predicate<String> stack) {
    return ended -> ended.has(stack);
  }

  /** And the agent has said something. */
  private static Predicate<JepJvm.Ended> says(Predicate<String> stack) {
    return ended -> ended.has(stack) && !ended.said().isEmpty();
  }

  private static boolean isMixed(String stack) {
    return stack.contains(MIXED);
  }

  private JepJvm jvm() {
    return new JepJvm(folder).settings("jep_hz=50");
  }
}
