package io.tandemprofiler.model;

import java.util.Map;
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
              + "|GeneratedSerializationConstructorAccessor|LambdaForm\\$D?MH)(?:\\$?\\d+)+");

  /** Behind these stands what a generator drew by lot: letters and digits. */
  private static final Pattern DRAWN =
      Pattern.compile(
          "(\\$\\$\\w*CGLIB\\$\\$|\\$ByteBuddy\\$|\\$\\$SpringProxy\\$|\\$HibernateProxy\\$"
              + "|\\$HibernateInstantiator\\$|\\$HibernateAccessOptimizer\\$|\\$MockitoMock\\$)"
              + "[0-9A-Za-z]+");

  /** Before Java 17 a number without 0x. */
  private static final Pattern HIDDEN = Pattern.compile("(?:[/+.]0x[0-9a-f]+|/\\d+)+$");

  /** By the letters that stand for primitive types in the names of arrays. */
  private static final Map<Character, String> PRIMITIVES =
      Map.of(
          'Z', "boolean", 'B', "byte", 'C', "char", 'S', "short", 'I', "int", 'J', "long", 'F',
          "float", 'D', "double");

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

  /**
   * The binary name of a class or an array as it is sent in a heap summary: {@code [[I} is {@code
   * int[][]} (R40).
   */
  public static String className(String binaryName) {
    int dimensions = 0;
    while (dimensions < binaryName.length() && binaryName.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return owner(binaryName);
    }
    String element = owner(element(binaryName.substring(dimensions)));
    return element.equals(Names.GENERATED) ? element : element + "[]".repeat(dimensions);
  }

  private static String element(String descriptor) {
    boolean object = descriptor.startsWith("L") && descriptor.endsWith(";");
    if (object) {
      return descriptor.substring(1, descriptor.length() - 1);
    }
    boolean primitive = descriptor.length() == 1;
    return primitive ? PRIMITIVES.getOrDefault(descriptor.charAt(0), descriptor) : descriptor;
  }

  /**
   * Whether an owner may be what {@link #owner} gave, on any JVM: nothing is left to cut, and no
   * ASCII character is one that identifiers cannot have. What else is a letter differs between
   * versions of Unicode.
   */
  public static boolean isClean(String owner) {
    return owner.equals(Names.GENERATED)
        || (owner.chars().allMatch(c -> c > 0x7F || isIdentifierPart(c))
            && owner.equals(withoutWhatIsDrawn(owner)));
  }

  /** Twice gives the same as once: what is cut leaves nothing more to cut. */
  private static String withoutWhatIsDrawn(String binaryName) {
    int lambda = binaryName.indexOf(LAMBDA);
    if (lambda >= 0) {
      return withoutWhatIsDrawn(binaryName.substring(0, lambda)) + LAMBDA;
    }
    boolean plain =
        binaryName.indexOf('$') < 0 && binaryName.indexOf('0') < 0 && binaryName.indexOf('/') < 0;
    if (plain && !isNumbered(binaryName)) {
      return binaryName;
    }
    String shown = HIDDEN.matcher(binaryName).replaceFirst("");
    shown = DRAWN.matcher(shown).replaceAll("$1");
    return NUMBERED.matcher(shown).replaceAll("$1");
  }

  /** Whether a compiler can have made it; {@code package-info} is one. */
  private static boolean isIdentifier(String name) {
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      if (!isIdentifierPart(name.codePointAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdentifierPart(int c) {
    boolean part = Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    return part || c == '.' || c == '-';
  }

  private static boolean isNumbered(String binaryName) {
    return binaryName.contains("jdk.proxy") || binaryName.contains("Accessor");
  }
}
