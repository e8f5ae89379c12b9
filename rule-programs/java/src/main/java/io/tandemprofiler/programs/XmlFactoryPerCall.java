package io.tandemprofiler.programs;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;

/** A {@code DocumentBuilderFactory} a document, looked for by name each time; or one builder. */
final class XmlFactoryPerCall {
  private static final byte[] DOCUMENT =
      "<order id='1'><line sku='a' n='2'/><line sku='b' n='1'/></order>"
          .getBytes(StandardCharsets.UTF_8);
  private static DocumentBuilder builder;

  private XmlFactoryPerCall() {}

  public static void main(String[] args) throws Exception {
    builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Program.run(args, XmlFactoryPerCall::trigger, XmlFactoryPerCall::nearMiss);
  }

  private static void trigger() throws Exception {
    DocumentBuilder own = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Program.keep(own.parse(new ByteArrayInputStream(DOCUMENT)));
  }

  private static void nearMiss() throws Exception {
    builder.reset();
    Program.keep(builder.parse(new ByteArrayInputStream(DOCUMENT)));
  }
}
