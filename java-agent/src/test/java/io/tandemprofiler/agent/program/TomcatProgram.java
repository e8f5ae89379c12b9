package io.tandemprofiler.agent.program;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat with one web application, which it asks once. */
public final class TomcatProgram {
  private static final Logger ALL = Logger.getLogger("");

  private TomcatProgram() {}

  /** Takes the web application's folder, and one for Tomcat's own files. */
  public static void main(String[] arguments) throws Exception {
    ALL.setLevel(Level.SEVERE); // what it says of its start holds times
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(arguments[1]);
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.setAddDefaultWebXmlToWebapp(false);
    tomcat.addWebapp("", arguments[0]);
    tomcat.start();
    try {
      System.out.println(answer(tomcat.getConnector().getLocalPort()));
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  private static String answer(int port) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + port + "/count");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
