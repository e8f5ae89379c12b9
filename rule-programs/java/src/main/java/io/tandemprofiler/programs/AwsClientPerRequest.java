package io.tandemprofiler.programs;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A client of Amazon SQS for each request, to an address where nobody answers; or one. */
final class AwsClientPerRequest {
  private static SqsClient client;

  private AwsClientPerRequest() {}

  public static void main(String[] args) throws Exception {
    client = create();
    Program.run(args, AwsClientPerRequest::trigger, () -> ask(client));
  }

  private static void trigger() {
    try (SqsClient own = create()) {
      ask(own);
    }
  }

  private static SqsClient create() {
    return SqsClient.builder()
        .region(Region.EU_CENTRAL_1)
        .endpointOverride(URI.create("http://127.0.0.1:9"))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "none")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(all -> all.retryStrategy(retry -> retry.maxAttempts(1)))
        .build();
  }

  private static void ask(SqsClient queues) {
    try {
      Program.keep(queues.listQueues());
    } catch (SdkClientException e) {
      Program.keep(e); // nobody listens there: all but the network is as ever
    }
  }
}
