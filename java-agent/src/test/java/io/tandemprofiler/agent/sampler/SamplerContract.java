package io.tandemprofiler.agent.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandemprofiler.model.EstimateReason;
import io.tandemprofiler.model.Frame;
import io.tandemprofiler.model.Language;
import io.tandemprofiler.model.Measure;
import io.tandemprofiler.model.ProcessStatistics;
import io.tandemprofiler.model.Profile;
import io.tandemprofiler.model.Series;
import io.tandemprofiler.model.SeriesKey;
import io.tandemprofiler.model.SeriesTotal;
import io.tandemprofiler.model.StackTrace;
import io.tandemprofiler.model.ThreadState;
import io.tandemprofiler.model.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every sampler does, shown with real threads. Published (classifier {@code
 * sampler-contract}), so that somebody else's sampler can show it, too; needs JUnit 5 and AssertJ.
 */
public abstract class SamplerContract {
  static final SamplingRates OFTEN = new SamplingRates(100, 20, 64, true);

  final OwnThreads own = new OwnThreads(line -> {});
  private final List<Thread> threads = new ArrayList<>();
  private final Object monitor = new Object();
  private volatile boolean ended;
  volatile double result;
  Sampler sampler;

  /**
   * Opens the sampler that is tested. It is closed after each test.
   *
   * @param own threads that no sample may show; the sampler makes its own with it
   */
  protected abstract Sampler open(OwnThreads own);

  @BeforeEach
  void start() {
    sampler = open(own);
  }

  @AfterEach
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    sampler.close();
  }

  @Test
  void stop_showsABusyMethodRunning() {
    run(this::calculate);

    Profile profile = profileWith("calculate", ThreadState.RUNNING);

    assertThat(lines(profile, "calculate")).isNotEmpty().allMatch(line -> line > 0);
  }

  @Test
  void stop_tellsWhatThreadsWaitFor() {
    run(this::sleep);
    run(this::park);
    synchronized (monitor) {
      run(this::enter);

      assertThat(profileWith("sleep", ThreadState.SLEEPING)).isNotNull();
      assertThat(profileWith("park", ThreadState.WAITING)).isNotNull();
      assertThat(profileWith("enter", ThreadState.BLOCKED)).isNotNull();
    }
  }

  @Test
  void stop_leavesTheAgentsOwnThreadsOut() throws InterruptedException {
    Thread ours = own.newThread("ours", this::calculateForUs);
    threads.add(ours);
    ours.start();
    run(this::calculate);

    Profile profile = profileWith("calculate", ThreadState.RUNNING);

    assertThat(profile.frames()).extracting(Frame::function).doesNotContain("calculateForUs");
  }

  @Test
  void stop_keepsTheInnermostFramesOfADeepStack() {
    run(() -> descend(200));
    sampler.start(OFTEN);
    Profile profile = awaitIn(p -> p.frames().contains(Frame.TRUNCATED));

    assertThat(profile.frames()).extracting(Frame::function).contains("calculate");
  }

  @Test
  void stop_keepsAsMuchOfADeepStackThatWaits() {
    run(() -> descendAndSleep(200));

    Profile profile = profileWith("sleep", ThreadState.SLEEPING);

    assertThat(deepest(profile, "descendAndSleep")).hasSize(64).startsWith(Frame.TRUNCATED);
  }

  @Test
  void stop_givesBackWhatTheDivisionTook() {
    Thread divided = run(this::sleep);
    run(this::park);

    SampledWindow window = null;
    Profile profile;
    do {
      window = windowWith(new OnTheNetwork(divided.getId()));
      profile = profile(window);
    } while (!functions(profile, ThreadState.IO).contains("sleep")
        || !functions(profile, ThreadState.WAITING).contains("park"));

    assertThat(functions(profile, ThreadState.SLEEPING)).doesNotContain("sleep");
    assertThat(functions(profile, ThreadState.IO)).doesNotContain("park");
    assertThat(profile.frames()).contains(OnTheNetwork.FRAME);
    SeriesTotal total = window.totals().get(OnTheNetwork.KEY);
    assertThat(total.totalValue()).isPositive();
    assertThat(total.estimated()).isEqualTo(EstimateReason.MIXED_DIVISION);
  }

  private SampledWindow windowWith(StackDivision division) {
    sampler.start(OFTEN, division);
    LockSupport.parkNanos(200_000_000);
    return sampler.stop();
  }

  /** Says of one thread that it waits for the network, behind a call of its own. */
  private static final class OnTheNetwork implements StackDivision {
    static final SeriesKey KEY = new SeriesKey(Measure.WALL_TIME, ThreadState.IO);
    static final Frame FRAME = new Frame(Language.PYTHON, "client", "call");

    private final long id;
    private final List<StackTrace> taken = new ArrayList<>();

    OnTheNetwork(long id) {
      this.id = id;
    }

    @Override
    public boolean concerns(long javaId, long osId) {
      return javaId == id;
    }

    @Override
    public boolean take(
        long javaId, long osId, StackTrace trace, SeriesKey key, long samples, long value) {
      assertThat(javaId).isEqualTo(id);
      for (long i = 0; i < samples; i++) {
        taken.add(trace);
      }
      return true;
    }

    @Override
    public void forEach(Part part) {
      for (StackTrace trace : taken) {
        List<Frame> frames = new ArrayList<>(trace.frames());
        frames.add(FRAME);
        part.add(new StackTrace(frames, new int[frames.size()]), KEY, 1, 0);
      }
    }
  }

  @Test
  void start_worksAgainAfterStop() {
    sampler.start(OFTEN);
    sampler.stop();
    sampler.start(OFTEN);

    assertThat(sampler.stop()).isNotNull();
  }

  @Test
  void start_isRefusedInsideAWindow() {
    sampler.start(OFTEN);

    assertThatThrownBy(() -> sampler.start(OFTEN)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stop_isRefusedOutsideAWindow() {
    assertThatThrownBy(() -> sampler.stop()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stop_givesNothingWhereAllRatesAreZero() {
    sampler.start(new SamplingRates(0, 0, 64, true));

    SampledWindow window = sampler.stop();

    assertThat(window.tree().isEmpty()).isTrue();
    assertThat(window.samples()).isZero();
  }

  @Test
  void close_endsAnOpenWindowAndMayBeRepeated() {
    sampler.start(OFTEN);
    sampler.close();
    sampler.close();

    sampler = open(own);
    sampler.start(OFTEN);
    assertThat(sampler.stop()).isNotNull();
  }

  Thread run(Runnable work) {
    Thread thread = new Thread(work);
    threads.add(thread);
    thread.start();
    return thread;
  }

  boolean isEnded() {
    return ended;
  }

  void calculate() {
    double sum = 0;
    while (!ended) {
      for (int i = 0; i < 1000; i++) {
        sum += Math.sqrt(i);
      }
    }
    result = sum;
  }

  /** Windows until one shows this function of this class in this state of wall time. */
  Profile profileWith(String function, ThreadState state) {
    sampler.start(OFTEN);
    return awaitIn(profile -> functions(profile, state).contains(function));
  }

  private interface Condition {
    boolean holds(Profile profile);
  }

  private Profile awaitIn(Condition condition) {
    for (int window = 0; window < 200; window++) {
      LockSupport.parkNanos(100_000_000);
      SampledWindow sampled = sampler.stop();
      Profile profile = profile(sampled);
      if (condition.holds(profile)) {
        return profile;
      }
      sampler.start(OFTEN);
    }
    throw new AssertionError("not seen in 200 windows");
  }

  static Profile profile(SampledWindow sampled) {
    return sampled
        .tree()
        .toProfile(new Window(1, 1), sampled.totals(), ProcessStatistics.none(), null);
  }

  /** The functions of this class on stacks seen in this state. */
  private static Set<String> functions(Profile profile, ThreadState state) {
    Set<String> functions = new HashSet<>();
    for (Series series : profile.series()) {
      if (series.key().measure() == Measure.WALL_TIME && series.key().state() == state) {
        for (int i = 0; i < series.size(); i++) {
          for (Frame frame : path(profile, series.node(i))) {
            if (frame.owner().equals(SamplerContract.class.getName())) {
              functions.add(frame.function());
            }
          }
        }
      }
    }
    return functions;
  }

  private static List<Frame> path(Profile profile, int node) {
    List<Frame> path = new ArrayList<>();
    for (int n = 1; n <= node; n++) {
      path = new ArrayList<>(path.subList(0, path.size() - profile.ascent(n)));
      path.add(profile.frames().get(profile.frameIndex(n)));
    }
    return path;
  }

  /** Of the paths with this function the longest. */
  private static List<Frame> deepest(Profile profile, String function) {
    List<Frame> deepest = List.of();
    for (int node = 1; node < profile.nodes(); node++) {
      List<Frame> path = path(profile, node);
      boolean has = path.stream().anyMatch(frame -> frame.function().equals(function));
      if (has && path.size() > deepest.size()) {
        deepest = path;
      }
    }
    return deepest;
  }

  private static List<Integer> lines(Profile profile, String function) {
    List<Integer> lines = new ArrayList<>();
    profile
        .lineHits()
        .forEach(
            hits -> {
              for (int i = 0; i < hits.size(); i++) {
                if (profile.frames().get(hits.frame(i)).function().equals(function)) {
                  lines.add(hits.line(i));
                }
              }
            });
    return lines;
  }

  private void calculateForUs() {
    calculate();
  }

  private void descend(int levels) {
    if (levels == 0) {
      calculate();
    } else {
      descend(levels - 1);
    }
  }

  private void descendAndSleep(int levels) {
    if (levels == 0) {
      sleep();
    } else {
      descendAndSleep(levels - 1);
    }
  }

  private void sleep() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void park() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void enter() {
    synchronized (monitor) {
      result++;
    }
  }
}
