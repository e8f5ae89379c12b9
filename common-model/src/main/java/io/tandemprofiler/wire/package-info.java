/**
 * Uploads and their canonical bytes, as {@code proto/tandem/v1} and SPEC.md define them: written
 * and read by hand, so that agents bring no protobuf into an application and every refusal cites a
 * rule.
 */
package io.tandemprofiler.wire;
