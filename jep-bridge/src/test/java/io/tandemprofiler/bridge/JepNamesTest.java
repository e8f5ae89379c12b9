package io.tandemprofiler.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the bridge calls and knows by name, in the Jep that Maven has. Nothing of it is run. */
class JepNamesTest {
  @Test
  void everyNativeMethodThatMayRunPython_isKnown() throws ClassNotFoundException {
    for (String owner :
        new String[] {
          "jep.Jep", "jep.python.PyObject", "jep.python.PyCallable", "jep.python.InvocationHandler"
        }) {
      assertThat(natives(owner)).isNotEmpty();
      assertThat(natives(owner)).allMatch(method -> JepNames.entersPython(owner, method));
    }
    assertThat(natives("jep.MainInterpreter")).contains("sharedImportInternal");
    assertThat(natives("jep.Jep")).contains("exec", "eval", "run", "getValue");
  }

  @Test
  void whatIsCalled_isThere() throws ReflectiveOperationException {
    Class<?> shared = load("jep.SharedInterpreter");

    assertThat(shared.getMethod("invoke", String.class, Object[].class).getReturnType())
        .isEqualTo(Object.class);
    assertThat(shared.getMethod("exec", String.class)).isNotNull();
    assertThat(shared.getConstructor()).isNotNull();
    assertThat(shared.getDeclaredField("initialized").getType()).isEqualTo(boolean.class);
    assertThat(load("jep.SubInterpreter")).isNotNull();
  }

  private static Stream<String> natives(String owner) throws ClassNotFoundException {
    return Stream.of(load(owner).getDeclaredMethods())
        .filter(method -> Modifier.isNative(method.getModifiers()))
        .map(Method::getName);
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, JepNamesTest.class.getClassLoader());
  }
}
