package io.tandemprofiler.agent;

import io.tandemprofiler.agent.sampler.OwnThreads;
import io.tandemprofiler.agent.sampler.SampledWindow;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * The agent's switch and cost, for whoever looks into the JVM by JMX. Thread-safe.
 *
 * <p>Registered as soon as there is a platform MBean server, which the application or a console
 * makes: making it decides how the application logs, and that is not for an agent to do.
 */
final class AgentBean implements AgentMXBean {
  static final String NAME = "io.tandemprofiler:type=Agent";
  private static final String PLATFORM = "java.lang:type=Runtime";

  private final Switch power;
  private final OwnThreads own;
  private final Consumer<String> log;
  private final AtomicLong samplingMicros = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong windows = new AtomicLong();

  private final Object lock = new Object();
  private MBeanServer server;
  private boolean ended;

  AgentBean(Switch power, OwnThreads own, Consumer<String> log) {
    this.power = power;
    this.own = own;
    this.log = log;
  }

  void count(SampledWindow window) {
    samplingMicros.addAndGet(window.samplingMicros());
    samples.addAndGet(window.samples());
    windows.incrementAndGet();
  }

  /** Idempotent. Does nothing as long as there is no platform MBean server. */
  void register() {
    synchronized (lock) {
      if (server != null || ended) {
        return;
      }
      try {
        ObjectName platform = new ObjectName(PLATFORM);
        Optional<MBeanServer> found =
            MBeanServerFactory.findMBeanServer(null).stream()
                .filter(each -> each.isRegistered(platform))
                .findFirst();
        if (found.isPresent()) {
          found.get().registerMBean(new StandardMBean(this, AgentMXBean.class, true), name());
          server = found.get();
        }
      } catch (JMException | RuntimeException e) {
        ended = true; // one try: a server that refuses would do so every second
        log.accept("no MBean can be registered: " + e.getClass().getSimpleName());
      }
    }
  }

  /** Idempotent. */
  void unregister() {
    synchronized (lock) {
      ended = true;
      if (server != null) {
        try {
          server.unregisterMBean(name());
        } catch (JMException | RuntimeException e) {
          // the application took it away, or its server is gone
        }
        server = null;
      }
    }
  }

  @Override
  public boolean isEnabled() {
    return power.isOn();
  }

  @Override
  public void setEnabled(boolean enabled) {
    if (power.set(Switch.Hand.MBEAN, enabled)) {
      log.accept(enabled ? "switched on again by the MBean" : "switched off by the MBean");
    }
  }

  @Override
  public long getCpuMicros() {
    return own.cpuNanos() / 1000;
  }

  @Override
  public long getSamplingMicros() {
    return samplingMicros.get();
  }

  @Override
  public long getSamples() {
    return samples.get();
  }

  @Override
  public long getWindows() {
    return windows.get();
  }

  private static ObjectName name() throws JMException {
    return new ObjectName(NAME);
  }
}
