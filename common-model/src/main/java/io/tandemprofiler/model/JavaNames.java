package io.tandemprofiler.model;

import java.util.regex.Pattern;

/**
 * Cuts out of a Java class's name what differs between two runs of the same program (R27).
 * Thread-safe: only functions.
 */
public final class JavaNames {
  private static final String LAMBDA = "$$Lambda";

  /** Behind these stand only digits. */
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(\\$Proxy|jdk\\.proxy|GeneratedMethodAccessor|GeneratedConstructorAccessor"
              + "|GeneratedSerializationConstructorAccessor|LambdaForm\\$D?MH)\\$?\\d+");

  /** Behind these stands what a generator drew by lot: letters and digits. */
  private static final Pattern DRAWN =
      Pattern.compile(
          "(\\$\\$\\w*CGLIB\\$\\$|\\$ByteBuddy\\$|\\$\\$SpringProxy\\$|\\$HibernateProxy\\$"
              + "|\\$HibernateInstantiator\\$|\\$HibernateAccessOptimizer\\$|\\$MockitoMock\\$)"
              + "[0-9A-Za-z]+");

  private static final Pattern HIDDEN = Pattern.compile("[/+.]0x[0-9a-f]+$");

  private JavaNames() {}

  /** A method as it is sent. Where the class was named after data, so may the method be. */
  public static Frame frame(String binaryName, String function) {
    String owner = owner(binaryName);
    return new Frame(
        Language.JAVA, owner, owner.equals(Names.GENERATED) ? Names.GENERATED : function);
  }

  /** The binary name of a class as it is sent. */
  public static String owner(String binaryName) {
    String stable = withoutWhatIsDrawn(binaryName);
    return isIdentifier(stable) ? stable : Names.GENERATED;
  }

  private static String withoutWhatIsDrawn(String binaryName) {
    int lambda = binaryName.indexOf(LAMBDA);
    if (lambda >= 0) {
      return binaryName.substring(0, lambda + LAMBDA.length());
    }
    if (binaryName.indexOf('$') < 0 && binaryName.indexOf('0') < 0 && !isNumbered(binaryName)) {
      return binaryName;
    }
    String shown = HIDDEN.matcher(binaryName).replaceFirst("");
    shown = DRAWN.matcher(shown).replaceAll("$1");
    return NUMBERED.matcher(shown).replaceAll("$1");
  }

  /** Whether a compiler can have made it; {@code package-info} is one. */
  private static boolean isIdentifier(String name) {
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int c = name.codePointAt(i);
      boolean part = Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
      if (!part && c != '.' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumbered(String binaryName) {
    return binaryName.contains("jdk.proxy") || binaryName.contains("Accessor");
  }
}
