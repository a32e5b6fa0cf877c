/** A Ruby application from a template, behind a queue, a topic, a bucket and an HTTP API; what it hears it sends on. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../src/kernel/log.ts";
import { seededRandom } from "../../../src/kernel/random.ts";
import { realClock } from "../../../src/kernel/real-clock.ts";
import { createProcessRuntime } from "../../../src/runtime/process-runtime.ts";
import { expectWordsHeard } from "./expect-words-heard.ts";
import { openStage, type Stage } from "./stage.ts";

const lack = createProcessRuntime({ clock: realClock, random: seededRandom(1), log: silentLog }).refusal("ruby3.4");

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Signs what it sends itself: a machine with Ruby need not have the SDK. */
const APP = `
require "json"
require "net/http"
require "openssl"
require "uri"
require "greeting"

NOW = "20260115T120000Z"

module Heard
  def self.in(event)
    return "http " + JSON.parse(event["body"])["word"] if event.dig("requestContext", "http")
    record = event["Records"].first
    return "sqs " + record["body"] if record["eventSource"] == "aws:sqs"
    return "sns " + record["Sns"]["Message"] if record["EventSource"] == "aws:sns"
    "s3 " + URI.decode_www_form_component(record["s3"]["object"]["key"])
  end
end

class Worker
  def self.call(event:, context:)
    word = Heard.in(event)
    raise ArgumentError, GREETING if word == "sqs fail"
    send_on(word)
    { statusCode: 201, headers: { "content-type" => "text/plain" }, body: word }
  end

  def self.send_on(word)
    uri = URI(ENV["AWS_ENDPOINT_URL"])
    body = JSON.generate(QueueUrl: ENV["RESULTS"], MessageBody: word)
    headers = {
      "content-type" => "application/x-amz-json-1.0",
      "host" => "#{uri.host}:#{uri.port}",
      "x-amz-date" => NOW,
      "x-amz-security-token" => ENV["AWS_SESSION_TOKEN"],
      "x-amz-target" => "AmazonSQS.SendMessage"
    }
    Net::HTTP.post(uri, body, headers.merge("authorization" => authorization(headers, body))).value
  end

  def self.authorization(headers, body)
    names = headers.keys.join(";")
    lines = headers.map { |name, value| name + ":" + value }
    canonical = ["POST", "/", "", *lines, "", names, OpenSSL::Digest::SHA256.hexdigest(body)].join("\\n")
    parts = [NOW[0, 8], ENV["AWS_REGION"], "sqs", "aws4_request"]
    scope = parts.join("/")
    text = ["AWS4-HMAC-SHA256", NOW, scope, OpenSSL::Digest::SHA256.hexdigest(canonical)].join("\\n")
    key = parts.reduce("AWS4" + ENV["AWS_SECRET_ACCESS_KEY"]) { |secret, part| OpenSSL::HMAC.digest("SHA256", secret, part) }
    "AWS4-HMAC-SHA256 Credential=#{ENV["AWS_ACCESS_KEY_ID"]}/#{scope}, SignedHeaders=#{names}, " \\
      "Signature=" + OpenSSL::HMAC.hexdigest("SHA256", key, text)
  end
end
`;

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
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
  Words: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: words, CompatibleRuntimes: [ruby3.4]}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: worker
      Runtime: ruby3.4
      Handler: app.Worker.call
      CodeUri: src
      Timeout: 20
      MemorySize: 512
      Layers: [!Ref Words]
      Environment: {Variables: {RESULTS: !Ref Results}}
      Policies: [{SQSSendMessagePolicy: {QueueName: results}}]
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
        Topic: {Type: SNS, Properties: {Topic: !Ref News}}
        Bucket: {Type: S3, Properties: {Bucket: !Ref Inbox, Events: "s3:ObjectCreated:*"}}
        Http: {Type: HttpApi, Properties: {Method: POST, Path: /words}}
Outputs:
  Topic: {Value: !Ref News}
  Api: {Value: !Ref ServerlessHttpApi}
`;

describe("Ruby", () => {
  it.runIf(lack === undefined)(
    lack === undefined ? "hears from a queue, a topic, a bucket and an HTTP API" : `is not run: ${lack}`,
    async () => {
      const { cloud, sqs, take } = stage;
      const files = { "src/app.rb": APP, "words/ruby/lib/greeting.rb": 'GREETING = "from a layer"\n' };
      const outputs = await stage.deploy({ ...files, "template.yaml": TEMPLATE });
      await expectWordsHeard(stage, outputs);
      const QueueUrl = `${cloud.endpoint}/000000000000/jobs`;

      await sqs.sendMessage({ QueueUrl, MessageBody: "fail" });
      await cloud.settle();
      await cloud.advance(60_000);
      expect(await take("dead")).toEqual(["fail"]);
      expect(await stage.log("worker")).toContain("Error raised from handler method");
      expect(await stage.invoke("worker", { Records: [{ eventSource: "aws:sqs", body: "fail" }] })).toMatchObject({
        error: "Unhandled",
        payload: { errorType: "Function<ArgumentError>", errorMessage: "from a layer" },
      });
    },
  );
});
