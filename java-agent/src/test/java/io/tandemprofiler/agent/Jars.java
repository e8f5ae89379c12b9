package io.tandemprofiler.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/** Makes jars of the test's own programs, and finds those of other people. */
final class Jars {
  private Jars() {}

  /** The jars of other people that these classes come from. */
  static Path[] holding(Class<?>... types) {
    return Stream.of(types).map(Jars::holding).distinct().toArray(Path[]::new);
  }

  /** A jar and those of other people that these classes come from. */
  static Path[] classPath(Path jar, Class<?>... types) {
    return Stream.concat(Stream.of(jar), Stream.of(holding(types))).toArray(Path[]::new);
  }

  private static Path holding(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A jar of these classes, without a manifest. */
  static Path of(Path jar, Class<?>... types) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      write(out, types);
    }
    return jar;
  }

  /** A jar that lacks one entry of another. */
  static Path without(String entry, Path original, Path jar) throws IOException {
    try (ZipFile in = new ZipFile(original.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (ZipEntry each : Collections.list(in.entries())) {
        if (!each.getName().equals(entry)) {
          out.putNextEntry(new ZipEntry(each.getName()));
          in.getInputStream(each).transferTo(out);
        }
      }
    }
    return jar;
  }

  /** A jar of these classes, as a module that names no other. */
  static Path module(Path jar, String name, Class<?>... types) throws IOException {
    ClassWriter descriptor = new ClassWriter(0);
    descriptor.visit(Opcodes.V11, Opcodes.ACC_MODULE, "module-info", null, null, null);
    ModuleVisitor module = descriptor.visitModule(name, 0, null);
    module.visitRequire("java.base", Opcodes.ACC_MANDATED, null);
    module.visitEnd();
    descriptor.visitEnd();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("module-info.class"));
      out.write(descriptor.toByteArray());
      write(out, types);
    }
    return jar;
  }

  /** Puts the class's file where a class loader looks for it. */
  static void copy(Class<?> type, Path folder) throws IOException {
    Path file = folder.resolve(fileName(type));
    Files.createDirectories(file.getParent());
    Files.copy(ForkedJvm.PROGRAMS.resolve(fileName(type)), file);
  }

  private static void write(JarOutputStream out, Class<?>... types) throws IOException {
    for (Class<?> type : types) {
      out.putNextEntry(new ZipEntry(fileName(type)));
      Files.copy(ForkedJvm.PROGRAMS.resolve(fileName(type)), (OutputStream) out);
    }
  }

  private static String fileName(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }
}
