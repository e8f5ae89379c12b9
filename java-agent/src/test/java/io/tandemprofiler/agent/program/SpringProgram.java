package io.tandemprofiler.agent.program;

import org.springframework.boot.Banner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application that says by which loader it came. */
@Configuration
public class SpringProgram {
  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(SpringProgram.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.run(arguments).close();
  }

  @Bean
  CommandLineRunner counts() {
    return arguments -> {
      String loader = Work.class.getClassLoader().getClass().getName();
      System.out.println(loader + " counts " + Work.primes());
    };
  }
}
