package io.tandemprofiler.collector.view;

import io.tandemprofiler.collector.access.Caller;
import io.tandemprofiler.collector.store.ProfileStore;
import java.util.function.BooleanSupplier;

/**
 * What was asked.
 *
 * @param body empty where there is none
 * @param address of who asks
 * @param abandoned whether nobody waits for the answer any more: who asked left, or time is over
 * @param caller who asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(
    Parameters parameters, byte[] body, String address, BooleanSupplier abandoned, Caller caller) {
  /** Ends the answering of a question that nobody waits for, by an {@link AbandonedException}. */
  void requireWanted() {
    if (abandoned.getAsBoolean()) {
      throw new AbandonedException();
    }
  }

  /** The same store, whose reading ends between two blocks where nobody waits for the answer. */
  ProfileStore ask(ProfileStore store) {
    return new WantedStore(store, this::requireWanted);
  }

  /** Whose data it is about. */
  String tenant() {
    return caller.tenant();
  }

  /** Who changes something: the one who is known, else whoever it says by {@code by}. */
  String who() {
    String by = parameters.operatorText("by");
    return caller.isKnown() ? caller.name() : by;
  }
}
