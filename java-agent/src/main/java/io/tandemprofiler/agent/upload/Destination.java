package io.tandemprofiler.agent.upload;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where uploads go: to a collector, into a file as text, both, or neither. Immutable. */
public final class Destination {
  final URI collector;
  final Credentials credentials;
  final Path auditFile;

  public Destination(Optional<URI> collector, Credentials credentials, Optional<Path> auditFile) {
    this.credentials = credentials;
    this.collector = collector.orElse(null);
    this.auditFile = auditFile.orElse(null);
  }
}
