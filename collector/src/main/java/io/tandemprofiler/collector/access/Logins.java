package io.tandemprofiler.collector.access;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.CookieBuilder;
import io.tandemprofiler.collector.store.AuditEntry;
import io.tandemprofiler.collector.store.LoginSession;
import io.tandemprofiler.collector.store.UserAccount;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Lets people in by name and password, and out again. Thread-safe; to log in takes a while. */
public final class Logins {
  /** A session ends when nobody used it for so long. */
  static final Duration IDLE = Duration.ofHours(12);

  /** A session ends whatever happens. */
  static final Duration LONGEST = Duration.ofDays(7);

  private static final int FREE_BY_ACCOUNT = 5;
  private static final int FREE_BY_ADDRESS = 20;
  private static final int AT_ONCE = 2; // each takes memory and time, as it has to

  private final AccessRegister register;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Passwords passwords = new Passwords();
  private final LoginAttempts byAccount;
  private final LoginAttempts byAddress;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  public Logins(AccessRegister register, Clock clock) {
    this.register = register;
    this.clock = clock;
    this.byAccount = new LoginAttempts(FREE_BY_ACCOUNT, clock);
    this.byAddress = new LoginAttempts(FREE_BY_ADDRESS, clock);
  }

  /** Tries a password. What is answered says, and takes, the same for a user that there is not. */
  public Outcome login(String name, char[] password, String address) {
    String account = Users.isName(name) ? name : ""; // what nobody is called is kept nowhere
    long wait = byAddress.begin(address);
    if (wait == 0) {
      wait = byAccount.begin(account);
    }
    if (wait > 0) {
      return new Outcome(Optional.empty(), (wait + 999) / 1000);
    }
    Optional<UserAccount> user = recognise(account, password);
    if (user.isEmpty()) {
      logRefusal(account, address);
      return new Outcome(Optional.empty(), 0);
    }
    byAccount.succeed(account);
    byAddress.takeBack(address);
    return new Outcome(Optional.of(begin(user.get(), address)), 0);
  }

  /** Ends the session of a cookie's value; nothing happens where there is none. */
  public void logout(String secret, String address) {
    String hash = Secret.hash(secret);
    LoginSession session = register.known().sessions().get(hash);
    UserAccount user = session == null ? null : account(session.user());
    if (user == null) {
      return;
    }
    Actor actor = new Actor(user.name(), address);
    register.store().removeSession(hash, actor.entry(clock, user.tenant(), "logout", ""));
    register.refresh();
  }

  /**
   * What a browser keeps of a session.
   *
   * @param secret empty to forget it
   */
  public static Cookie cookie(String secret, boolean isEncrypted) {
    CookieBuilder cookie =
        Cookie.secureBuilder(SessionCookie.name(isEncrypted), secret)
            .path("/")
            .httpOnly(true)
            .secure(isEncrypted)
            .sameSite("Lax") // goes along with a link from elsewhere, with nothing else
            .maxAge(secret.isEmpty() ? 0 : LONGEST.toSeconds());
    return cookie.build();
  }

  private Optional<UserAccount> recognise(String name, char[] password) {
    turns.acquireUninterruptibly();
    try {
      UserAccount user = account(name);
      if (user == null || password.length > Passwords.MAX_CHARS) {
        passwords.matchNobody();
        return Optional.empty();
      }
      return Optional.of(user).filter(known -> passwords.matches(password, known.passwordHash()));
    } finally {
      turns.release();
    }
  }

  /** Of a name that there is not, nothing is kept: it may be a password in the wrong field. */
  private void logRefusal(String name, String address) {
    UserAccount user = account(name);
    register.log(
        new AuditEntry(
            clock.millis(),
            user == null ? "" : user.tenant(),
            user == null ? "unknown" : name,
            address,
            "login.refuse",
            user == null ? "no such user" : "wrong password"));
  }

  private UserAccount account(String name) {
    return register.known().users().get(name);
  }

  private Session begin(UserAccount user, String address) {
    long now = clock.millis();
    String secret = Secret.make(random);
    register.store().removeSessions(now - LONGEST.toMillis(), now - IDLE.toMillis());
    register
        .store()
        .addSession(
            Secret.hash(secret),
            new LoginSession(user.name(), now, now),
            new Actor(user.name(), address).entry(clock, user.tenant(), "login", ""));
    register.refresh();
    return new Session(secret, SessionAuthenticator.caller(user));
  }

  /**
   * What became of an attempt.
   *
   * @param session empty where it failed
   * @param retrySeconds before which none is looked at; 0 where this one was
   */
  public record Outcome(Optional<Session> session, long retrySeconds) {}

  /**
   * That somebody came in.
   *
   * @param secret for the cookie
   */
  public record Session(String secret, Caller caller) {
    @Override
    public String toString() {
      return "session of " + caller.name();
    }
  }
}
