package io.tandemprofiler.programs;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.annotation.XmlRootElement;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A {@code JAXBContext} a call; or one. */
final class JaxbContextPerCall {
  private static JAXBContext context;

  private JaxbContextPerCall() {}

  /** What is written. */
  @XmlRootElement
  public static final class Order {
    public String id = "4711";
    public List<String> lines = new ArrayList<>(List.of("tandem", "bell"));
  }

  public static void main(String[] args) throws Exception {
    context = JAXBContext.newInstance(Order.class);
    Program.run(args, () -> write(JAXBContext.newInstance(Order.class)), () -> write(context));
  }

  private static void write(JAXBContext by) throws Exception {
    StringWriter text = new StringWriter();
    by.createMarshaller().marshal(new Order(), text);
    Program.keep(text.toString());
  }
}
