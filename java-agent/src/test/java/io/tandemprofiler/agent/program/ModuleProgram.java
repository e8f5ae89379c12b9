package io.tandemprofiler.agent.program;

/** An application that may lie in a module of its own, and says in which. */
public final class ModuleProgram {
  private ModuleProgram() {}

  public static void main(String[] arguments) {
    System.out.println(ModuleProgram.class.getModule().getName() + " counts " + Work.primes());
  }
}
