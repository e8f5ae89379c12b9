import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Classes made at run time, each a {@link Parking} under other names. */
final class Made {
  private static final String PARKED = "parked/InAModule.class";

  private Made() {}

  static Protocol.Body parking(Class<?> made) throws ReflectiveOperationException {
    return (Protocol.Body) made.getDeclaredConstructor().newInstance();
  }

  /** Of a loader of its own. */
  static Class<?> loaded(String loaderName, String name, Map<String, String> texts)
      throws IOException {
    byte[] bytes = ClassFile.renamed(Parking.class, texts);
    return new ClassLoader(loaderName, Made.class.getClassLoader()) {
      Class<?> define() {
        return defineClass(name, bytes, 0, bytes.length);
      }
    }.define();
  }

  /** A hidden class; before Java 15, what came before hidden classes. */
  static Class<?> hidden(Map<String, String> texts) throws Exception {
    byte[] bytes = ClassFile.renamed(Parking.class, texts);
    if (Runtime.version().feature() < 15) {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field unsafe = type.getDeclaredField("theUnsafe");
      unsafe.setAccessible(true);
      return (Class<?>)
          type.getMethod("defineAnonymousClass", Class.class, byte[].class, Object[].class)
              .invoke(unsafe.get(null), Made.class, bytes, null);
    }
    Class<?> option = Class.forName("java.lang.invoke.MethodHandles$Lookup$ClassOption");
    Object none = Array.newInstance(option, 0);
    MethodHandles.Lookup lookup =
        (MethodHandles.Lookup)
            MethodHandles.Lookup.class
                .getMethod("defineHiddenClass", byte[].class, boolean.class, none.getClass())
                .invoke(MethodHandles.lookup(), bytes, true, none);
    return lookup.lookupClass();
  }

  /** Of a module of this name. */
  static Class<?> inModule(String name) throws Exception {
    byte[] bytes = ClassFile.renamed(Parking.class, Map.of("Parking", "parked/InAModule"));
    ModuleDescriptor descriptor =
        ModuleDescriptor.newOpenModule(name).packages(Set.of("parked")).build();
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(new OneModule(descriptor, bytes), ModuleFinder.of(), Set.of(name));
    ClassLoader parent = Made.class.getClassLoader();
    ModuleLayer.Controller made =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(ModuleLayer.boot()), parent);
    made.addReads(made.layer().findModule(name).orElseThrow(), parent.getUnnamedModule());
    return made.layer().findLoader(name).loadClass("parked.InAModule");
  }

  private static final class OneModule extends ModuleReference implements ModuleFinder {
    private final byte[] bytes;

    OneModule(ModuleDescriptor descriptor, byte[] bytes) {
      super(descriptor, URI.create("made:module"));
      this.bytes = bytes;
    }

    @Override
    public Optional<ModuleReference> find(String name) {
      return descriptor().name().equals(name) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Set<ModuleReference> findAll() {
      return Set.of(this);
    }

    @Override
    public ModuleReader open() {
      return new OneClass(bytes);
    }
  }

  private static final class OneClass implements ModuleReader {
    private final byte[] bytes;

    OneClass(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public Optional<URI> find(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<ByteBuffer> read(String name) {
      return name.equals(PARKED) ? Optional.of(ByteBuffer.wrap(bytes)) : Optional.empty();
    }

    @Override
    public Stream<String> list() {
      return Stream.of(PARKED);
    }

    @Override
    public void close() {}
  }
}
