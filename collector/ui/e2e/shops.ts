import { type Answer, answerOf } from "../test/trees";

const JAVA_SERVER =
  "J:java.lang.Thread#run;J:java.util.concurrent.ThreadPoolExecutor$Worker#run;J:java.util.concurrent.ThreadPoolExecutor#runWorker;J:sun.net.httpserver.ServerImpl$Exchange#run;J:sun.net.httpserver.AuthFilter#doFilter;J:com.acme.shop.http.Router#handle";

const PYTHON_SERVER =
  "Py:threading#Thread._bootstrap;Py:threading#Thread._bootstrap_inner;Py:threading#Thread.run;Py:socketserver#ThreadingMixIn.process_request_thread;Py:http.server#BaseHTTPRequestHandler.handle;Py:shop.web.router#Router.dispatch";

const JAVA_STACKS = [
  under(JAVA_SERVER, "J:com.acme.shop.pricing.PriceCart#price", [
    "J:com.acme.shop.pricing.DiscountRules#apply;J:com.acme.shop.pricing.DiscountRules#matches 940",
    "J:com.acme.shop.pricing.DiscountRules#apply 310",
    "J:java.math.BigDecimal#multiply;J:java.math.BigInteger#multiply;J:java.math.BigInteger#multiplyToLen 420",
    "J:java.math.BigDecimal#setScale;J:java.math.BigDecimal#divideAndRound 205",
    "J:com.acme.shop.pricing.TaxTable#rateOf;J:java.util.HashMap#get;J:java.util.HashMap#getNode 88",
  ]),
  under(JAVA_SERVER, "J:com.acme.shop.json.OrderParser#parse", [
    "J:com.fasterxml.jackson.databind.ObjectMapper#readValue;J:com.fasterxml.jackson.databind.ObjectMapper#_readMapAndClose;J:com.fasterxml.jackson.databind.deser.BeanDeserializer#deserialize;J:com.fasterxml.jackson.core.json.UTF8StreamJsonParser#nextToken 260",
    "J:com.fasterxml.jackson.databind.ObjectMapper#readValue;J:com.fasterxml.jackson.databind.ObjectMapper#_readMapAndClose;J:com.fasterxml.jackson.databind.deser.BeanDeserializer#deserialize;J:com.fasterxml.jackson.core.json.UTF8StreamJsonParser#_parseNumber 74",
    "J:com.acme.shop.json.OrderParser#validate;J:java.util.regex.Matcher#matches;J:java.util.regex.Pattern$Loop#match;J:java.util.regex.Pattern$GroupTail#match;J:java.util.regex.Pattern$Loop#match;J:java.util.regex.Pattern$CharProperty#match 130",
  ]),
  under(JAVA_SERVER, "J:com.acme.shop.page.CatalogPage#render", [
    "J:java.lang.StringBuilder#append;J:java.lang.AbstractStringBuilder#append;N:libjvm.so#Copy::conjoint_jbytes_atomic 96",
    "J:com.acme.shop.page.Escaper#escape 180",
    "J:java.util.stream.ReferencePipeline#collect;J:com.acme.shop.page.CatalogPage$$Lambda#accept;J:com.acme.shop.page.Row#html 120",
  ]),
  under(JAVA_SERVER, "J:com.acme.shop.archive.Archive#compress", [
    "J:java.util.zip.DeflaterOutputStream#write;J:java.util.zip.Deflater#deflate;J:java.util.zip.Deflater#deflateBytesBytes;N:libz.so.1#deflate;N:libz.so.1#longest_match 610",
    "J:java.util.zip.DeflaterOutputStream#write;J:java.util.zip.Deflater#deflate;J:java.util.zip.Deflater#deflateBytesBytes;N:libz.so.1#deflate;N:libz.so.1#compress_block 140",
    "J:java.io.FileOutputStream#write;J:java.io.FileOutputStream#writeBytes;N:libc.so.6#write;K:vmlinux#entry_SYSCALL_64_after_hwframe;K:vmlinux#ksys_write;K:vmlinux#vfs_write 92",
  ]),
  under(JAVA_SERVER, "J:com.acme.shop.db.StockQuery#find", [
    "J:org.h2.jdbc.JdbcPreparedStatement#executeQuery;J:org.h2.command.Command#executeQuery;J:org.h2.command.query.Select#queryWithoutCache;J:org.h2.mvstore.MVMap#get;J:org.h2.mvstore.Page#binarySearch 210",
    "J:org.h2.jdbc.JdbcPreparedStatement#executeQuery;J:org.h2.command.Command#executeQuery;J:org.h2.command.query.Select#queryWithoutCache;J:org.h2.value.ValueInteger#get 33",
  ]),
  ["N:libjvm.so#thread_native_entry;N:libjvm.so#G1ConcurrentMarkThread::run_service 61"],
].flat();

const PYTHON_STACKS = [
  under(PYTHON_SERVER, "Py:shop.pricing.cart#Cart.total", [
    "Py:shop.pricing.rules#DiscountRules.apply;Py:shop.pricing.rules#DiscountRules._matches 1240",
    "Py:shop.pricing.rules#DiscountRules.apply;Py:shop.pricing.rules#DiscountRules.apply.<locals>.<genexpr> 330",
    "Py:decimal#Decimal.quantize 180",
  ]),
  under(PYTHON_SERVER, "Py:shop.orders.parser#parse_order", [
    "Py:json#loads;Py:json.decoder#JSONDecoder.decode;Py:json.decoder#JSONDecoder.raw_decode 410",
    "Py:shop.orders.parser#validate;Py:re#fullmatch;Py:re#_compile 95",
  ]),
  under(PYTHON_SERVER, "Py:shop.archive#compress", ["Py:gzip#compress;Py:zlib#<generated> 520"]),
  under(PYTHON_SERVER, "Py:shop.db.stock#StockQuery.find", [
    "Py:sqlite3.dbapi2#<generated> 120",
    "Py:shop.db.stock#StockQuery._row 44",
  ]),
  ["Py:__main__#<module>;Py:shop.__main__#main;Py:shop.load#drive 25"],
].flat();

/** CPU time of the example shops, at 20 ms a sample. */
export function shopAnswer(service: "shop-java" | "shop-python"): Answer {
  const answer = answerOf(service === "shop-java" ? JAVA_STACKS : PYTHON_STACKS, 20_000);
  const estimated = service === "shop-python" ? ["clock_spread"] : [];
  return { ...answer, service, profiles: 12, instances: 2, estimated };
}

function under(callers: string, caller: string, stacks: readonly string[]): string[] {
  return stacks.map((stack) => `${callers};${caller};${stack}`);
}
