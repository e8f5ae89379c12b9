package io.tandemprofiler.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationRegistry;
import io.tandemprofiler.agent.program.CountServlet;
import io.tandemprofiler.agent.program.ModuleProgram;
import io.tandemprofiler.agent.program.SpringProgram;
import io.tandemprofiler.agent.program.TomcatProgram;
import io.tandemprofiler.agent.program.Work;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Profile;
import jakarta.annotation.PostConstruct;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.catalina.startup.Tomcat;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.framework.AopProxy;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.expression.ExpressionParser;

/** Under other people's class loaders: the same output and exit code as without the agent. */
class HostIT {
  @TempDir Path folder;
  private final CollectorStandIn collector;

  HostIT() throws IOException {
    collector = new CollectorStandIn();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void modulePath_isProfiled() throws IOException {
    Path jar = Jars.module(folder.resolve("shop.jar"), "shop", ModuleProgram.class, Work.class);

    String out =
        assertSeenAndUnharmed(
            jvm ->
                jvm.option("--module-path=" + jar)
                    .option("--module")
                    .main("shop/" + ModuleProgram.class.getName()));

    assertThat(out).startsWith("module shop counts ");
  }

  @Test
  void springBootJar_isProfiled() throws IOException {
    Path jar = springBootJar();

    String out = assertSeenAndUnharmed(jvm -> jvm.option("-jar").main(jar.toString()));

    assertThat(out).startsWith("org.springframework.boot.loader.launch.LaunchedClassLoader counts");
  }

  @Test
  void webApplicationInTomcat_isProfiled() throws IOException {
    Path web = webApplication();
    Path server = Jars.of(folder.resolve("server.jar"), TomcatProgram.class);
    Path[] tomcat = Jars.classPath(server, Tomcat.class, PostConstruct.class);

    String out =
        assertSeenAndUnharmed(
            jvm ->
                jvm.classPath(tomcat)
                    .main(TomcatProgram.class.getName(), web.toString(), folder + "/tomcat"));

    String loader = "org.apache.catalina.loader.ParallelWebappClassLoader";
    assertThat(out).startsWith("200 " + loader + " and " + loader + " count ");
  }

  /** Runs it without and with the agent, and gives what it said both times. */
  private String assertSeenAndUnharmed(UnaryOperator<ForkedJvm> application) throws IOException {
    ForkedJvm.Ended bare = application.apply(ForkedJvm.here()).run();
    ForkedJvm.Ended profiled =
        application
            .apply(ForkedJvm.here().agent("service=host,cpu_hz=99,collector=" + collector.url()))
            .run();

    assertThat(bare.exitCode).as(bare.out + bare.errors()).isZero();
    assertThat(profiled.exitCode).isZero();
    assertThat(profiled.out).isEqualTo(bare.out);
    assertThat(profiled.errors()).isEqualTo(bare.errors());
    Profile profile = collector.nextUpload().profile();
    assertThat(profile.frames()).extracting(Frame::owner).contains(Work.class.getName());
    return profiled.out;
  }

  private Path springBootJar() throws IOException {
    File plain = Jars.of(folder.resolve("plain.jar"), SpringProgram.class, Work.class).toFile();
    Path[] libraries =
        Jars.holding(
            SpringApplication.class,
            ApplicationContext.class,
            BeanFactory.class,
            Resource.class,
            AopProxy.class,
            ExpressionParser.class,
            LogFactory.class,
            ObservationRegistry.class,
            KeyValue.class);
    Path jar = folder.resolve("spring.jar");
    Repackager repackager = new Repackager(plain);
    repackager.setMainClass(SpringProgram.class.getName());
    repackager.repackage(
        jar.toFile(),
        callback -> {
          for (Path library : libraries) {
            callback.library(new Library(library.toFile(), LibraryScope.COMPILE));
          }
        });
    return jar;
  }

  /** As a WAR is laid out: one class in its classes, one in a library. */
  private Path webApplication() throws IOException {
    Path web = folder.resolve("web");
    Path inf = web.resolve("WEB-INF");
    Files.createDirectories(inf.resolve("lib"));
    Jars.copy(CountServlet.class, inf.resolve("classes"));
    Jars.of(inf.resolve("lib/work.jar"), Work.class);
    Files.writeString(
        inf.resolve("web.xml"),
        "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
            + "<servlet><servlet-name>count</servlet-name><servlet-class>"
            + CountServlet.class.getName()
            + "</servlet-class></servlet><servlet-mapping><servlet-name>count</servlet-name>"
            + "<url-pattern>/count</url-pattern></servlet-mapping></web-app>");
    return web;
  }
}
