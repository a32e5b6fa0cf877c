/**
 * A Java application from a template, with AWS's own classes of events: behind a queue, a topic, a bucket and an HTTP API.
 * What it hears it sends on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesUnder, zipFiles } from "../../../src/deploy/zip.ts";
import { seededRandom } from "../../../src/kernel/random.ts";
import { compileJava, lackOfJava, mavenJar } from "../../../src/runtime/languages/java-classes.fixture.ts";
import { sampleEvent } from "../../../src/server/samples/sample-event.ts";
import { openStage, type Stage } from "./stage.ts";

const EVENTS = "com.amazonaws:aws-lambda-java-events:3.16.1";
/** What Maven fetches for these events. */
const LIBRARIES = [
  "com/amazonaws/aws-lambda-java-events/3.16.1/aws-lambda-java-events-3.16.1.jar",
  "joda-time/joda-time/2.10.8/joda-time-2.10.8.jar",
].map(mavenJar);
const missing = LIBRARIES.find((jar) => !existsSync(jar));
const lack =
  lackOfJava() ??
  (missing && `${missing} is not there. Maven fetches it: \`mvn dependency:get -Dartifact=${EVENTS}\`.`);

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Signs what it sends itself: the SDK is many jars. */
const RESULTS = `package shop;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class Results {
  private static final String NOW = "20260115T120000Z";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  static void send(String word) {
    try {
      String body = "{\\"QueueUrl\\":\\"" + System.getenv("RESULTS") + "\\",\\"MessageBody\\":\\"" + word + "\\"}";
      URI uri = URI.create(System.getenv("AWS_ENDPOINT_URL") + "/");
      TreeMap<String, String> headers = new TreeMap<>();
      headers.put("content-type", "application/x-amz-json-1.0");
      headers.put("x-amz-date", NOW);
      headers.put("x-amz-security-token", System.getenv("AWS_SESSION_TOKEN"));
      headers.put("x-amz-target", "AmazonSQS.SendMessage");
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body));
      headers.forEach(request::header);
      headers.put("host", uri.getAuthority());
      request.header("authorization", authorization(headers, body));
      HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) throw new IllegalStateException(answer.body());
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  private static String authorization(TreeMap<String, String> headers, String body) throws Exception {
    String names = String.join(";", headers.keySet());
    StringBuilder canonical = new StringBuilder("POST\\n/\\n\\n");
    headers.forEach((name, value) -> canonical.append(name + ":" + value + "\\n"));
    canonical.append("\\n" + names + "\\n" + hash(body));
    String scope = "20260115/" + System.getenv("AWS_REGION") + "/sqs/aws4_request";
    String text = "AWS4-HMAC-SHA256\\n" + NOW + "\\n" + scope + "\\n" + hash(canonical.toString());
    byte[] key = ("AWS4" + System.getenv("AWS_SECRET_ACCESS_KEY")).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) key = sign(key, part);
    return "AWS4-HMAC-SHA256 Credential=" + System.getenv("AWS_ACCESS_KEY_ID") + "/" + scope
      + ", SignedHeaders=" + names + ", Signature=" + hexadecimal(sign(key, text));
  }

  private static byte[] sign(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(String text) throws Exception {
    return hexadecimal(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hexadecimal(byte[] bytes) {
    return String.format("%064x", new BigInteger(1, bytes));
  }
}
`;

const HANDLERS = `package shop;
import com.amazonaws.services.lambda.runtime.*;
import com.amazonaws.services.lambda.runtime.events.*;
import java.util.*;

public class Handlers {
  public static class Queue implements RequestHandler<SQSEvent, SQSBatchResponse> {
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
      List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
      for (SQSEvent.SQSMessage message : event.getRecords()) {
        if (message.getBody().equals("fail")) {
          context.getLogger().log("cannot take " + message.getBody());
          failures.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
        } else Results.send("sqs " + message.getBody() + " " + message.getAttributes().get("SentTimestamp"));
      }
      return new SQSBatchResponse(failures);
    }
  }
  public void topic(SNSEvent event) {
    SNSEvent.SNS told = event.getRecords().get(0).getSNS();
    Results.send("sns " + told.getMessage() + " " + told.getTimestamp().getMillis());
  }
  public void bucket(S3Event event) {
    Results.send("s3 " + event.getRecords().get(0).getS3().getObject().getUrlDecodedKey());
  }
  public APIGatewayV2HTTPResponse http(APIGatewayV2HTTPEvent event) {
    Results.send("http " + event.getBody());
    return APIGatewayV2HTTPResponse.builder()
      .withStatusCode(201).withHeaders(Map.of("content-type", "text/plain")).withBody(event.getBody()).build();
  }
}
`;

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: java17
    CodeUri: target/app.jar
    Timeout: 20
    MemorySize: 512
    Layers: [!Ref Libraries]
    Environment: {Variables: {RESULTS: !Ref Results}}
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1}
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: dead}}
  Results: {Type: AWS::SQS::Queue, Properties: {QueueName: results}}
  News: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Inbox: {Type: AWS::S3::Bucket, Properties: {BucketName: inbox}}
  Libraries: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: libraries, CompatibleRuntimes: [java17]}}
  FromQueue:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: from-queue
      Handler: shop.Handlers$Queue
      Events:
        Jobs:
          Type: SQS
          Properties: {Queue: !GetAtt Jobs.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}
  FromTopic:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: from-topic
      Handler: shop.Handlers::topic
      Events: {News: {Type: SNS, Properties: {Topic: !Ref News}}}
  FromBucket:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: from-bucket
      Handler: shop.Handlers::bucket
      Events: {Inbox: {Type: S3, Properties: {Bucket: !Ref Inbox, Events: "s3:ObjectCreated:*"}}}
  FromHttp:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: from-http
      Handler: shop.Handlers::http
      Events: {Words: {Type: HttpApi, Properties: {Method: POST, Path: /words}}}
Outputs:
  Topic: {Value: !Ref News}
  Api: {Value: !Ref ServerlessHttpApi}
`;

/** What each function hears of a sample event. */
const SAMPLES: readonly (readonly [string, string, string | undefined, (now: number) => string])[] = [
  ["sqs", "from-queue", "a word", (now) => `sqs a word ${now - 1000}`],
  ["sns", "from-topic", "a word", (now) => `sns a word ${now}`],
  ["s3", "from-bucket", undefined, () => "s3 folder/my file.csv"],
  ["apigatewayv2", "from-http", "a word", () => "http a word"],
  ["function-url", "from-http", "a word", () => "http a word"],
];

/** A jar of the application, as a build would leave it, and the layer with what it needs. */
function build(folder: string): void {
  const classes = join(folder, "classes");
  compileJava({ "shop/Results.java": RESULTS, "shop/Handlers.java": HANDLERS }, classes, LIBRARIES);
  const place = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  place("target/app.jar", zipFiles(filesUnder(classes)));
  for (const jar of LIBRARIES) place(`libraries/java/lib/${basename(jar)}`, readFileSync(jar));
}

describe("Java", () => {
  it.runIf(lack === undefined)(
    lack === undefined ? "hears from a queue, a topic, a bucket and an HTTP API" : `is not run: ${lack}`,
    async () => {
      const { cloud, sqs, sns, s3, take } = stage;
      build(stage.folder);
      const { Topic = "", Api = "" } = await stage.deploy({ "template.yaml": TEMPLATE });
      const QueueUrl = `${cloud.endpoint}/000000000000/jobs`;
      const now = cloud.now();
      await sqs.sendMessage({ QueueUrl, MessageBody: "grüße" });
      await cloud.settle();
      expect(await take("results")).toEqual([`sqs grüße ${now}`]);
      await sns.publish({ TopicArn: Topic, Message: "extra" });
      await cloud.settle();
      expect(await take("results")).toEqual([`sns extra ${now}`]);
      await s3.putObject({ Bucket: "inbox", Key: "a b/ü.txt", Body: "x" });
      await cloud.settle();
      expect(await take("results")).toEqual(["s3 a b/ü.txt"]);
      const url = `${cloud.endpoint}/_aws/execute-api/${Api}/words`;
      const answer = await fetch(url, { method: "POST", body: "hello" });
      expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 201, body: "hello" });
      expect(await take("results")).toEqual(["http hello"]);

      for (const [source, functionName, body, expected] of SAMPLES) {
        const place = { now, random: seededRandom(1), account: "000000000000", region: "us-east-1", body };
        const { error } = await stage.invoke(functionName, sampleEvent(source, place, []));
        expect({ error, heard: await take("results") }).toEqual({ error: undefined, heard: [expected(now)] });
      }

      for (const MessageBody of ["fail", "pass"]) await sqs.sendMessage({ QueueUrl, MessageBody });
      await cloud.settle();
      await cloud.advance(60_000);
      expect(await take("dead")).toEqual(["fail"]);
      expect(await take("results")).toEqual([`sqs pass ${now}`]);
      expect(await stage.log("from-queue")).toContain("cannot take fail");
      expect(await stage.invoke("from-queue", { Records: [{ messageId: "m" }] })).toMatchObject({
        error: "Unhandled",
        payload: { errorType: "java.lang.NullPointerException" },
      });
    },
  );
});
