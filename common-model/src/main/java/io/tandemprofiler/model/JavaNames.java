package io.tandemprofiler.model;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Cuts out of a Java class's name what differs between two runs of the same program (R27), and
 * tells names that compilers make from those that are made from data (R27, R33). Thread-safe: only
 * functions.
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

  /** What stands behind the last {@code /}, {@code +} or {@code .} of a hidden class's name. */
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]+|\\d+");

  /** How the JDK writes a hidden class's name before that of a lambda in it. */
  private static final Pattern HIDDEN_HOST = Pattern.compile("_(0x[0-9a-f]+)$");

  /** By the letters that stand for primitive types in the names of arrays. */
  private static final Map<Character, String> PRIMITIVES =
      Map.of(
          'Z', "boolean", 'B', "byte", 'C', "char", 'S', "short", 'I', "int", 'J', "long", 'F',
          "float", 'D', "double");

  /** Functions of a Java frame that are sent and are no identifiers. */
  private static final Set<String> NO_IDENTIFIERS =
      Set.of("<init>", "<clinit>", Names.UNKNOWN, Names.GENERATED);

  private JavaNames() {}

  /** A method as it is sent. Where the class was named after data, so may the method be. */
  public static Frame frame(String binaryName, String function) {
    String owner = owner(binaryName);
    boolean made = owner.equals(Names.GENERATED) || !isMethod(function);
    return new Frame(Language.JAVA, owner, made ? Names.GENERATED : function);
  }

  /** Whether a function may be what {@link #frame} gave, on any JVM: see {@link #isClean}. */
  public static boolean isCleanFunction(String function) {
    return NO_IDENTIFIERS.contains(function)
        || (isOneWord(function) && isAsciiIdentifier(function));
  }

  /** Whether a compiler can have made it (R33). */
  private static boolean isMethod(String function) {
    return NO_IDENTIFIERS.contains(function) || (isOneWord(function) && isIdentifier(function));
  }

  private static boolean isOneWord(String function) {
    return function.indexOf('.') < 0 && (function.isEmpty() || !isDigit(function.charAt(0)));
  }

  /** The binary name of a class as it is sent. */
  public static String owner(String binaryName) {
    String stable = withoutWhatIsDrawn(binaryName);
    return isIdentifier(stable) && !isMadeByTheApplication(binaryName) ? stable : Names.GENERATED;
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
        || (isAsciiIdentifier(owner) && owner.equals(withoutWhatIsDrawn(owner)));
  }

  /**
   * A hidden class that is not the JDK's own: what made it at run time named it, after anything.
   */
  private static boolean isMadeByTheApplication(String binaryName) {
    return addressAt(host(binaryName)) >= 0
        && !binaryName.startsWith("java.")
        && !binaryName.startsWith("jdk.internal.");
  }

  /** The class that a lambda stands in, else the class itself. */
  private static String host(String binaryName) {
    int lambda = binaryName.indexOf(LAMBDA);
    return lambda < 0
        ? binaryName
        : HIDDEN_HOST.matcher(binaryName.substring(0, lambda)).replaceFirst("/$1");
  }

  /** Where the address begins that the JVM puts behind a hidden class's name; else negative. */
  private static int addressAt(String binaryName) {
    int last =
        Math.max(
            binaryName.lastIndexOf('.'),
            Math.max(binaryName.lastIndexOf('/'), binaryName.lastIndexOf('+')));
    boolean number =
        last >= 0 && last + 1 < binaryName.length() && isDigit(binaryName.charAt(last + 1));
    return number && ADDRESS.matcher(binaryName).region(last + 1, binaryName.length()).matches()
        ? last
        : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether a name may be what {@link #className} gave, on any JVM: see {@link #isClean}. */
  public static boolean isCleanClass(String className) {
    String element = className;
    while (element.endsWith("[]")) {
      element = element.substring(0, element.length() - 2);
    }
    return isClean(element);
  }

  /** Twice gives the same as once: what is cut leaves nothing more to cut. */
  private static String withoutWhatIsDrawn(String binaryName) {
    String before = binaryName;
    String shown = cut(before);
    while (!shown.equals(before)) {
      before = shown;
      shown = cut(before);
    }
    return shown;
  }

  private static String cut(String binaryName) {
    if (!hasDollarOrDigit(binaryName)) {
      return binaryName;
    }
    if (binaryName.contains(LAMBDA)) {
      return cut(host(binaryName)) + LAMBDA;
    }
    int address = addressAt(binaryName);
    if (address >= 0) {
      return binaryName.substring(0, address);
    }
    if (binaryName.indexOf('$') < 0 && !isNumbered(binaryName)) {
      return binaryName;
    }
    return NUMBERED.matcher(DRAWN.matcher(binaryName).replaceAll("$1")).replaceAll("$1");
  }

  /** Without either nothing is to be cut: the collector asks this of every class. */
  private static boolean hasDollarOrDigit(String binaryName) {
    for (int i = 0; i < binaryName.length(); i++) {
      char c = binaryName.charAt(i);
      if (c == '$' || isDigit(c)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a compiler can have made it; {@code package-info} is one. */
  private static boolean isIdentifier(String name) {
    return name.codePoints().allMatch(JavaNames::isIdentifierPart);
  }

  /** As {@link #isIdentifier}, of the ASCII characters alone. */
  private static boolean isAsciiIdentifier(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= 0x7F && !isIdentifierPart(c)) {
        return false;
      }
    }
    return true;
  }

  /** Kotlin's compiler writes {@code -} before what it adds to a method's name. */
  private static boolean isIdentifierPart(int c) {
    boolean part = Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
    return part || c == '.' || c == '-';
  }

  private static boolean isNumbered(String binaryName) {
    return binaryName.contains("jdk.proxy") || binaryName.contains("Accessor");
  }
}
