package io.tandemprofiler.wire;

import com.google.protobuf.CodedOutputStream;
import io.tandemprofiler.proto.v1.Upload;
import java.io.IOException;

/** What protoc makes of the schema: the independent reader and writer of our bytes. */
public final class GeneratedClasses {
  private GeneratedClasses() {}

  /** An upload, read and written by the generated classes. */
  public static byte[] rewrite(byte[] upload) throws IOException {
    Upload parsed = Upload.parseFrom(upload);
    byte[] bytes = new byte[parsed.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    parsed.writeTo(out);
    return bytes;
  }
}
