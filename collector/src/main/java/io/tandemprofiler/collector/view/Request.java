package io.tandemprofiler.collector.view;

/**
 * What was asked.
 *
 * @param body empty where there is none
 * @param address of who asks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(Parameters parameters, byte[] body, String address) {}
