import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Class files with other names than they were compiled with, as programs make them at run time. */
final class ClassFile {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;

  private ClassFile() {}

  /** The bytes of a compiled class, with texts of its constant pool replaced. */
  static byte[] renamed(Class<?> compiled, Map<String, String> texts) throws IOException {
    try (InputStream file = compiled.getResourceAsStream(compiled.getName() + ".class")) {
      return renamed(new DataInputStream(file), texts);
    }
  }

  private static byte[] renamed(DataInputStream in, Map<String, String> texts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(in.readLong()); // magic number, version
    int count = in.readUnsignedShort();
    out.writeShort(count);
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == UTF8) {
        String text = in.readUTF();
        out.writeUTF(texts.getOrDefault(text, text));
      } else {
        out.write(in.readNBytes(length(tag)));
        i += tag == LONG || tag == DOUBLE ? 1 : 0;
      }
    }
    in.transferTo(out);
    return bytes.toByteArray();
  }

  private static int length(int tag) {
    switch (tag) {
      case 7: // class
      case 8: // string
      case 16: // method type
      case 19: // module
      case 20: // package
        return 2;
      case 15: // method handle
        return 3;
      case LONG:
      case DOUBLE:
        return 8;
      default:
        return 4;
    }
  }
}
