package io.tandemprofiler.programs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Objects through {@code ObjectOutputStream}; or field by field through a data stream. */
final class Serialization {
  private static final List<Line> ORDER = new ArrayList<>();

  private Serialization() {}

  private record Line(String sku, int count) implements Serializable {}

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 50; i++) {
      ORDER.add(new Line("sku" + i, i));
    }
    Program.run(args, Serialization::trigger, Serialization::nearMiss);
  }

  private static void trigger() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(ORDER);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Program.keep(in.readObject());
    }
  }

  private static void nearMiss() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Line line : ORDER) {
      out.writeUTF(line.sku());
      out.writeInt(line.count());
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    List<Line> order = new ArrayList<>();
    for (int i = 0; i < ORDER.size(); i++) {
      order.add(new Line(in.readUTF(), in.readInt()));
    }
    Program.keep(order);
  }
}
