package io.tandemprofiler.collector.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServerBuilder;
import io.tandemprofiler.collector.access.AccessRegister;
import io.tandemprofiler.collector.access.AccessRequestException;
import io.tandemprofiler.collector.access.Actor;
import io.tandemprofiler.collector.access.Tokens;
import io.tandemprofiler.collector.access.Tokens.Issued;
import io.tandemprofiler.collector.access.Tokens.Wanted;
import io.tandemprofiler.collector.store.AccessToken;
import io.tandemprofiler.collector.store.AuditEntry;
import io.tandemprofiler.collector.store.Right;
import io.tandemprofiler.collector.store.UserAccount;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** For administrators: the tokens of their tenant, its people, and its audit log. Thread-safe. */
public final class AccessApi {
  private static final Endpoint.Limits LIMITS =
      new Endpoint.Limits(1024, 64, Duration.ofSeconds(10)); // bodies are not read
  private static final long MAX_SECONDS = Duration.ofDays(3660).toSeconds();
  private static final long OVERLAP_SECONDS = Duration.ofHours(1).toSeconds();
  private static final int MAX_ENTRIES = 1000;
  private static final int DEFAULT_ENTRIES = 100;

  private final AccessRegister register;
  private final Tokens tokens;

  public AccessApi(AccessRegister register, Clock clock) {
    this.register = register;
    this.tokens = new Tokens(register.store(), clock);
  }

  /** Serves {@code tokens}, {@code users} and {@code audit}. */
  public void addTo(ServerBuilder server) {
    Endpoint.get(server, "/api/v1/tokens", this::list);
    Endpoint.post(server, "/api/v1/tokens", LIMITS, this::create);
    Endpoint.post(server, "/api/v1/tokens/revoke", LIMITS, this::revoke);
    Endpoint.post(server, "/api/v1/tokens/rotate", LIMITS, this::rotate);
    Endpoint.get(server, "/api/v1/users", this::users);
    Endpoint.get(server, "/api/v1/audit", this::audit);
  }

  private Reply list(Request request) throws IOException {
    request.parameters().requireNoOthers();
    List<AccessToken> listed = tokens.list(request.tenant());
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("tokens");
          for (AccessToken token : listed) {
            json.writeStartObject();
            write(json, token);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Reply create(Request request) throws IOException {
    Parameters parameters = request.parameters();
    String name = parameters.operatorText("name");
    String services = parameters.has("services") ? parameters.operatorText("services") : "*";
    Set<Right> rights = parameters.words("right", Arrays.asList(Right.values()), Right::word);
    long seconds = parameters.number("expires_seconds", 0, 1, MAX_SECONDS);
    parameters.requireNoOthers();
    Wanted wanted = new Wanted(name, request.tenant(), services, rights);
    Optional<Duration> lifetime =
        seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    return issued("right", () -> tokens.create(wanted, lifetime, actor(request)));
  }

  private Reply rotate(Request request) throws IOException {
    String id = request.parameters().text("id");
    Duration overlap =
        Duration.ofSeconds(
            request.parameters().number("overlap_seconds", OVERLAP_SECONDS, 0, MAX_SECONDS));
    request.parameters().requireNoOthers();
    return issued("id", () -> tokens.rotate(request.tenant(), id, overlap, actor(request)));
  }

  private Reply revoke(Request request) throws IOException {
    String id = request.parameters().text("id");
    request.parameters().requireNoOthers();
    AccessToken revoked = changed("id", () -> tokens.revoke(request.tenant(), id, actor(request)));
    return Reply.json(
        json -> {
          json.writeStartObject();
          write(json, revoked);
          json.writeEndObject();
        });
  }

  private Reply users(Request request) throws IOException {
    request.parameters().requireNoOthers();
    List<UserAccount> users =
        register.store().read().users().values().stream()
            .filter(user -> user.tenant().equals(request.tenant()))
            .toList();
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("users");
          for (UserAccount user : users) {
            json.writeStartObject();
            json.writeStringField("name", user.name());
            json.writeStringField("role", user.role().word());
            json.writeNumberField("created_millis", user.createdMillis());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Reply audit(Request request) throws IOException {
    int limit = (int) request.parameters().number("limit", DEFAULT_ENTRIES, 1, MAX_ENTRIES);
    request.parameters().requireNoOthers();
    List<AuditEntry> entries = register.store().entries(request.tenant(), limit);
    return Reply.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("entries");
          for (AuditEntry entry : entries) {
            json.writeStartObject();
            json.writeNumberField("at_millis", entry.atMillis());
            json.writeStringField("who", entry.who());
            json.writeStringField("address", entry.address());
            json.writeStringField("action", entry.action());
            json.writeStringField("detail", entry.detail());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private Reply issued(String parameter, Change<Issued> change) throws IOException {
    Issued issued = changed(parameter, change);
    return Reply.json(
        json -> {
          json.writeStartObject();
          write(json, issued.token());
          json.writeStringField("token", issued.secret());
          json.writeEndObject();
        });
  }

  /** What is changed holds for the next request, here at once and elsewhere within seconds. */
  private <T> T changed(String parameter, Change<T> change) {
    try {
      T result = change.make();
      register.refresh();
      return result;
    } catch (AccessRequestException e) {
      throw new BadParameterException(parameter, e.getMessage());
    }
  }

  private static Actor actor(Request request) {
    return new Actor(request.caller().name(), request.address());
  }

  private static void write(JsonGenerator json, AccessToken token) throws IOException {
    json.writeStringField("id", token.id());
    json.writeStringField("name", token.name());
    json.writeStringField("services", token.services());
    json.writeArrayFieldStart("rights");
    for (Right right : token.rights().stream().sorted().toList()) {
      json.writeString(right.word());
    }
    json.writeEndArray();
    json.writeNumberField("created_millis", token.createdMillis());
    writeMillis(json, "expires_millis", token.expiresMillis());
    writeMillis(json, "used_millis", token.usedMillis());
    writeMillis(json, "revoked_millis", token.revokedMillis());
  }

  /** Null for never. */
  private static void writeMillis(JsonGenerator json, String name, long millis) throws IOException {
    json.writeFieldName(name);
    if (millis == 0) {
      json.writeNull();
    } else {
      json.writeNumber(millis);
    }
  }

  /** Changes something. */
  private interface Change<T> {
    T make() throws AccessRequestException;
  }
}
