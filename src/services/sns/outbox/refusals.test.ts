/** What the operations of text messages and mobile push refuse: AWS's code and sentence, and nothing is changed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { optIn, optOut } from "../sms/opted-out.ts";
import { sns } from "../service.ts";

const ARN = "arn:aws:sns:us-east-1:000000000000";
const TOPIC = `${ARN}:news`;
const APPLICATION = `${ARN}:app/GCM/quiz`;
const APPLE = `${ARN}:app/APNS/quiz`;
const BAIDU = `${ARN}:app/BAIDU/quiz`;
const NOWHERE = `${ARN}:endpoint/GCM/quiz/00000000-0000-4000-8000-000000000000`;
const PHONE = "+12065550100";
const OPTED_OUT = "+12065550101";
const STRANGER = "+12065550102";

const PARAMETER = "InvalidParameterException";
const NULL_ATTRIBUTES = "Value null at 'attributes' failed to satisfy constraint: Member must not be null";
const SLASHES = "Reason: Wrong number of slashes in relative portion of the ARN.";

let cloud: TestPlatform;
let endpoint: string;
let before: unknown;

beforeAll(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  await cloud.call(SNS.CreateTopic, { Name: "news" });
  const credential = { PlatformCredential: "c" };
  const both = { ...credential, PlatformPrincipal: "p" };
  for (const [Platform, Attributes] of [
    ["GCM", credential],
    ["APNS", both],
    ["BAIDU", both],
  ] as const) {
    await cloud.call(SNS.CreatePlatformApplication, { Name: "quiz", Platform, Attributes });
  }
  const input = { PlatformApplicationArn: APPLICATION, Token: "device" };
  endpoint = (await cloud.call(SNS.CreatePlatformEndpoint, input)).EndpointArn ?? "";
  await cloud.call(SNS.CreateSMSSandboxPhoneNumber, { PhoneNumber: PHONE });
  await cloud.scope().write((at) => {
    optOut(at, OPTED_OUT);
    optIn(at, OPTED_OUT);
    optOut(at, OPTED_OUT);
  });
  await cloud.settle();
  before = rows();
});
afterAll(() => cloud.stop());

function rows(): unknown {
  return cloud.store.read((tx) =>
    [...tx.range({ from: "", to: "\xff" })].map(({ key, value }) => [key, Buffer.from(value).toString("latin1")]),
  );
}

type Case = readonly [
  operation: Exclude<keyof typeof SNS, "model">,
  input: object | (() => object),
  code: string,
  sentence: string,
];

const missing = (member: string) => `Value null at '${member}' failed to satisfy constraint: Member must not be null`;
/** The model calls phone numbers sensitive: a refusal does not repeat what stands where one should. */
const NO_PHONE = "Value at 'phoneNumber' failed to satisfy constraint: Member must not be null";
const sms = (name: string, StringValue: string, DataType = "String") => ({
  PhoneNumber: PHONE,
  Message: "m",
  MessageAttributes: { [name]: { DataType, StringValue } },
});

const TEXT_MESSAGES: readonly Case[] = [
  ["Publish", { PhoneNumber: "", Message: "m" }, PARAMETER, "PhoneNumber Reason:  is not valid to publish to"],
  ["Publish", { PhoneNumber: "12065550100", Message: "m" }, PARAMETER, "12065550100 is not valid to publish to"],
  ["Publish", { PhoneNumber: "+0123", Message: "m" }, PARAMETER, "+0123 is not valid to publish to"],
  ["Publish", { PhoneNumber: "+1234567890123456", Message: "m" }, PARAMETER, "is not valid to publish to"],
  ["Publish", { PhoneNumber: PHONE, TopicArn: TOPIC, Message: "m" }, PARAMETER, "Invalid parameter: PhoneNumber"],
  ["Publish", { PhoneNumber: PHONE, TargetArn: TOPIC, Message: "m" }, PARAMETER, "Invalid parameter: PhoneNumber"],
  ["Publish", { PhoneNumber: PHONE }, "ValidationError", missing("message")],
  ["Publish", { PhoneNumber: PHONE, Message: "" }, PARAMETER, "Invalid parameter: Empty message"],
  ["Publish", { PhoneNumber: PHONE, Message: "x".repeat(1_601) }, PARAMETER, "Invalid parameter: Message too long"],
  ["Publish", { PhoneNumber: PHONE, Message: "m", Subject: "" }, PARAMETER, "Invalid parameter: Subject"],
  ["Publish", { PhoneNumber: PHONE, Message: "m", MessageGroupId: "g" }, PARAMETER, "MessageGroupId Reason"],
  [
    "Publish",
    { PhoneNumber: PHONE, Message: "m", MessageDeduplicationId: "d" },
    PARAMETER,
    "MessageDeduplicationId Reason",
  ],
  ["Publish", { PhoneNumber: PHONE, Message: "m", MessageStructure: "json" }, PARAMETER, "failed to parse"],
  ["Publish", { PhoneNumber: PHONE, Message: '{"sms":"m"}', MessageStructure: "json" }, PARAMETER, "No default entry"],
  ["Publish", sms("AWS.SNS.SMS.SenderID", "TwelveLetter"), PARAMETER, "AWS.SNS.SMS.SenderID"],
  ["Publish", sms("AWS.SNS.SMS.SenderID", "123"), PARAMETER, "AWS.SNS.SMS.SenderID"],
  ["Publish", sms("AWS.SNS.SMS.SMSType", "transactional"), PARAMETER, "AWS.SNS.SMS.SMSType"],
  ["Publish", sms("AWS.SNS.SMS.MaxPrice", "cheap", "Number"), PARAMETER, "AWS.SNS.SMS.MaxPrice"],
  ["Publish", sms("AWS.MM.SMS.OriginationNumber", "12345"), PARAMETER, "AWS.MM.SMS.OriginationNumber"],
  ["Publish", sms("AWS.SNS.SMS.SenderID", ""), "InvalidParameterValueException", "non-empty"],
  ["Subscribe", { TopicArn: TOPIC, Protocol: "sms", Endpoint: "555" }, PARAMETER, "Invalid SMS endpoint: 555"],
  ["Subscribe", { TopicArn: TOPIC, Protocol: "sms" }, PARAMETER, "Invalid parameter: Endpoint"],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "sms", Endpoint: PHONE, Attributes: { RawMessageDelivery: "true" } },
    PARAMETER,
    "Delivery protocol [sms] does not support raw message delivery.",
  ],
  ["CheckIfPhoneNumberIsOptedOut", {}, "ValidationError", NO_PHONE],
  ["CheckIfPhoneNumberIsOptedOut", { phoneNumber: "5" }, PARAMETER, "5 does not meet the E164 format"],
  ["OptInPhoneNumber", {}, "ValidationError", NO_PHONE],
  ["OptInPhoneNumber", { phoneNumber: "+x" }, PARAMETER, "+x does not meet the E164 format"],
  ["OptInPhoneNumber", { phoneNumber: OPTED_OUT }, PARAMETER, "only once every 30 days"],
  ["ListPhoneNumbersOptedOut", { nextToken: "x" }, PARAMETER, "Invalid parameter: NextToken"],
  ["SetSMSAttributes", {}, "ValidationError", NULL_ATTRIBUTES],
  ["SetSMSAttributes", { attributes: {} }, "ValidationError", NULL_ATTRIBUTES],
  ["SetSMSAttributes", { attributes: { Nonsense: "1" } }, PARAMETER, "Nonsense is not a valid attribute"],
  ["SetSMSAttributes", { attributes: { toString: "1" } }, PARAMETER, "toString is not a valid attribute"],
  ["SetSMSAttributes", { attributes: { DefaultSMSType: "Loud" } }, PARAMETER, "DefaultSMSType is invalid"],
  ["SetSMSAttributes", { attributes: { DefaultSenderID: "12" } }, PARAMETER, "DefaultSenderID is invalid"],
  [
    "SetSMSAttributes",
    { attributes: { DefaultSMSType: "Promotional", DefaultSenderID: "a b" } },
    PARAMETER,
    "DefaultSenderID is invalid",
  ],
  ["SetSMSAttributes", { attributes: { MonthlySpendLimit: "1" } }, "NotImplemented", "MonthlySpendLimit"],
  ["SetSMSAttributes", { attributes: { DeliveryStatusIAMRole: "r" } }, "NotImplemented", "DeliveryStatusIAMRole"],
  [
    "SetSMSAttributes",
    { attributes: { DeliveryStatusSuccessSamplingRate: "1" } },
    "NotImplemented",
    "DeliveryStatusSuccessSamplingRate",
  ],
  ["SetSMSAttributes", { attributes: { UsageReportS3Bucket: "b" } }, "NotImplemented", "UsageReportS3Bucket"],
  ["GetSMSAttributes", { attributes: ["Nonsense"] }, PARAMETER, "Nonsense is not a valid attribute"],
  ["CreateSMSSandboxPhoneNumber", {}, "ValidationError", NO_PHONE],
  ["CreateSMSSandboxPhoneNumber", { PhoneNumber: "phone" }, "ValidationError", "regular expression pattern"],
  ["CreateSMSSandboxPhoneNumber", { PhoneNumber: "5550100" }, PARAMETER, "does not meet the E164 format"],
  ["CreateSMSSandboxPhoneNumber", { PhoneNumber: OPTED_OUT }, "OptedOutException", "opted out"],
  ["CreateSMSSandboxPhoneNumber", { PhoneNumber: STRANGER, LanguageCode: "xx" }, "ValidationError", "languageCode"],
  ["CreateSMSSandboxPhoneNumber", { PhoneNumber: STRANGER, LanguageCode: "de-DE" }, "NotImplemented", "de-DE"],
  ["VerifySMSSandboxPhoneNumber", { PhoneNumber: PHONE }, "ValidationError", missing("oneTimePassword")],
  ["VerifySMSSandboxPhoneNumber", { PhoneNumber: PHONE, OneTimePassword: "x" }, "ValidationError", "oneTimePassword"],
  ["VerifySMSSandboxPhoneNumber", { PhoneNumber: PHONE, OneTimePassword: "00000" }, "VerificationException", "invalid"],
  [
    "VerifySMSSandboxPhoneNumber",
    { PhoneNumber: STRANGER, OneTimePassword: "00000" },
    "ResourceNotFoundException",
    "Resource does not exist",
  ],
  ["DeleteSMSSandboxPhoneNumber", {}, "ValidationError", NO_PHONE],
  ["DeleteSMSSandboxPhoneNumber", { PhoneNumber: STRANGER }, "ResourceNotFoundException", "Resource does not exist"],
  ["DeleteSMSSandboxPhoneNumber", { PhoneNumber: PHONE }, "UserErrorException", "24 hours"],
  ["ListSMSSandboxPhoneNumbers", { NextToken: "x" }, PARAMETER, "Invalid parameter: NextToken"],
  ["ListSMSSandboxPhoneNumbers", { MaxResults: 101 }, "ValidationError", "maxResults"],
  ["ListOriginationNumbers", { MaxResults: 31 }, "ValidationError", "maxResults"],
  ["ListOriginationNumbers", { NextToken: "x" }, PARAMETER, "Invalid parameter: NextToken"],
];

const application = (rest: object) => ({
  Name: "new",
  Platform: "GCM",
  Attributes: { PlatformCredential: "c" },
  ...rest,
});
const device = (rest: object) => ({ PlatformApplicationArn: APPLICATION, Token: "new", ...rest });
const set = (Attributes: object) => ({ PlatformApplicationArn: APPLE, Attributes });
const change = (Attributes: object) => () => ({ EndpointArn: endpoint, Attributes });
const push = (rest: object) => () => ({ TargetArn: endpoint, Message: "m", ...rest });

const MOBILE_PUSH: readonly Case[] = [
  ["CreatePlatformApplication", {}, "ValidationError", missing("name")],
  ["CreatePlatformApplication", application({ Platform: undefined }), "ValidationError", missing("platform")],
  ["CreatePlatformApplication", application({ Attributes: undefined }), "ValidationError", NULL_ATTRIBUTES],
  ["CreatePlatformApplication", application({ Attributes: {} }), "ValidationError", NULL_ATTRIBUTES],
  ["CreatePlatformApplication", application({ Name: "" }), PARAMETER, "Invalid parameter:  Reason: cannot be empty"],
  [
    "CreatePlatformApplication",
    application({ Name: "x".repeat(257) }),
    PARAMETER,
    "Reason: must be at most 256 characters long",
  ],
  [
    "CreatePlatformApplication",
    application({ Name: "a/b" }),
    PARAMETER,
    "Invalid parameter: a/b Reason: must contain only characters 'a'-'z', 'A'-'Z', '0'-'9', '_', '-', and '.'",
  ],
  [
    "CreatePlatformApplication",
    application({ Platform: "AAA" }),
    PARAMETER,
    "Invalid parameter: Platform Reason: AAA is not supported",
  ],
  [
    "CreatePlatformApplication",
    application({ Platform: "APNS", Attributes: { PlatformPrincipal: "p" } }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential",
  ],
  [
    "CreatePlatformApplication",
    application({ Attributes: { PlatformPrincipal: "p" } }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: PlatformPrincipal attribute provided without PlatformCredential",
  ],
  [
    "CreatePlatformApplication",
    application({ Attributes: { PlatformPrincipal: "p", PlatformCredential: "c" } }),
    PARAMETER,
    "Invalid attribute name: PlatformPrincipal",
  ],
  [
    "CreatePlatformApplication",
    application({ Platform: "APNS" }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: PlatformCredential attribute provided without PlatformPrincipal",
  ],
  [
    "CreatePlatformApplication",
    application({ Attributes: { PlatformCredential: "" } }),
    PARAMETER,
    "PlatformCredential: cannot be empty",
  ],
  [
    "CreatePlatformApplication",
    application({ Platform: "APNS", Attributes: { ApplePlatformTeamID: "t" } }),
    PARAMETER,
    "PlatformCredential attribute is required",
  ],
  [
    "CreatePlatformApplication",
    application({ Attributes: { PlatformCredential: "c", ApplePlatformTeamID: "t" } }),
    PARAMETER,
    "Invalid attribute name: ApplePlatformTeamID",
  ],
  [
    "CreatePlatformApplication",
    application({ Attributes: { PlatformCredential: "c", EventEndpointCreated: TOPIC } }),
    "NotImplemented",
    "EventEndpointCreated",
  ],
  [
    "CreatePlatformApplication",
    { ...application({}), Name: "quiz", Attributes: { PlatformCredential: "d" } },
    PARAMETER,
    "already exists",
  ],
  ["SetPlatformApplicationAttributes", { Attributes: {} }, "ValidationError", missing("platformApplicationArn")],
  ["SetPlatformApplicationAttributes", set({}), "ValidationError", NULL_ATTRIBUTES],
  ["SetPlatformApplicationAttributes", set({ Nonsense: "x" }), PARAMETER, "Invalid attribute name: Nonsense"],
  ["SetPlatformApplicationAttributes", set({ PlatformPrincipal: "p" }), PARAMETER, "without PlatformCredential"],
  ["SetPlatformApplicationAttributes", set({ PlatformCredential: "c" }), PARAMETER, "without PlatformPrincipal"],
  ...[
    "EventEndpointCreated",
    "EventEndpointDeleted",
    "EventEndpointUpdated",
    "EventDeliveryFailure",
    "SuccessFeedbackRoleArn",
    "FailureFeedbackRoleArn",
    "SuccessFeedbackSampleRate",
  ].map((name): Case => ["SetPlatformApplicationAttributes", set({ [name]: "x" }), "NotImplemented", name]),
  ["ListPlatformApplications", { NextToken: "x" }, PARAMETER, "Invalid parameter: NextToken"],
  [
    "ListEndpointsByPlatformApplication",
    { PlatformApplicationArn: APPLICATION, NextToken: "x" },
    PARAMETER,
    "NextToken",
  ],
  ["CreatePlatformEndpoint", device({ Token: undefined }), "ValidationError", missing("token")],
  ["CreatePlatformEndpoint", device({ Token: "" }), PARAMETER, "Invalid parameter: Token Reason: cannot be empty"],
  ["CreatePlatformEndpoint", device({ CustomUserData: "é".repeat(1_025) }), PARAMETER, "at most 2048 bytes long"],
  [
    "CreatePlatformEndpoint",
    device({ Attributes: { CustomUserData: "é".repeat(1_025) } }),
    PARAMETER,
    "Invalid value for attribute: CustomUserData: must be at most 2048 bytes long in UTF-8 encoding",
  ],
  [
    "CreatePlatformEndpoint",
    device({ Attributes: { Token: "" } }),
    PARAMETER,
    "Invalid parameter: Attributes Reason: Invalid value for attribute: Token: cannot be empty",
  ],
  ["CreatePlatformEndpoint", device({ Attributes: { Enabled: "maybe" } }), PARAMETER, "attribute: Enabled"],
  ["CreatePlatformEndpoint", device({ Attributes: { UserId: "u" } }), PARAMETER, "Invalid attribute name: UserId"],
  ["CreatePlatformEndpoint", device({ Token: "device", CustomUserData: "x" }), PARAMETER, "with the same Token"],
  ["CreatePlatformEndpoint", { PlatformApplicationArn: BAIDU, Token: "t" }, PARAMETER, "ChannelId and UserId"],
  ["SetEndpointAttributes", () => ({ EndpointArn: endpoint }), "ValidationError", NULL_ATTRIBUTES],
  ["SetEndpointAttributes", change({}), "ValidationError", NULL_ATTRIBUTES],
  ["SetEndpointAttributes", change({ Enabled: "false", Nonsense: "x" }), PARAMETER, "Invalid attribute name: Nonsense"],
  ["SetEndpointAttributes", change({ Token: "" }), PARAMETER, "Token: cannot be empty"],
  ["Publish", push({ TopicArn: TOPIC }), PARAMETER, "only one of them can be used"],
  ["Publish", push({ Message: "" }), PARAMETER, "Invalid parameter: Empty message"],
  ["Publish", push({ MessageGroupId: "g" }), PARAMETER, "MessageGroupId Reason"],
  ["Publish", push({ Message: '{"APNS":"m"}', MessageStructure: "json" }), PARAMETER, "No default entry"],
  ["Publish", push({ Message: "x".repeat(262_145) }), PARAMETER, "Invalid parameter: Message too long"],
  [
    "Publish",
    { TargetArn: NOWHERE, Message: "m" },
    PARAMETER,
    "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
  ],
  ["Publish", { TargetArn: `${ARN}:endpoint/GCM/quiz`, Message: "m" }, PARAMETER, `TargetArn ${SLASHES}`],
  ["Publish", { TargetArn: APPLICATION, Message: "m" }, "NotFoundException", "Topic does not exist"],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "application", Endpoint: NOWHERE },
    PARAMETER,
    `Invalid parameter: Endpoint Reason: Endpoint does not exist for endpoint ${NOWHERE}`,
  ],
  [
    "Subscribe",
    { TopicArn: TOPIC, Protocol: "application", Endpoint: TOPIC },
    PARAMETER,
    `Application endpoint arn invalid:${TOPIC}`,
  ],
  [
    "Subscribe",
    () => ({
      TopicArn: TOPIC,
      Protocol: "application",
      Endpoint: endpoint,
      Attributes: { RawMessageDelivery: "true" },
    }),
    PARAMETER,
    "Delivery protocol [application] does not support raw message delivery.",
  ],
];

/** Every operation that names an application or an endpoint refuses the same ARNs. */
const OF_APPLICATIONS = [
  ["GetPlatformApplicationAttributes", {}],
  ["SetPlatformApplicationAttributes", { Attributes: { PlatformCredential: "c" } }],
  ["ListEndpointsByPlatformApplication", {}],
  ["DeletePlatformApplication", {}],
  ["CreatePlatformEndpoint", { Token: "new" }],
] as const;
const OF_ENDPOINTS = [
  ["GetEndpointAttributes", {}],
  ["SetEndpointAttributes", { Attributes: { Enabled: "false" } }],
  ["DeleteEndpoint", {}],
] as const;

const ARNS: readonly Case[] = [
  ...OF_APPLICATIONS.flatMap(([operation, rest]): readonly Case[] => {
    const on = (PlatformApplicationArn: string) => ({ PlatformApplicationArn, ...rest });
    const unknown: Case = [
      operation,
      on(`${ARN}:app/GCM/none`),
      "NotFoundException",
      "PlatformApplication does not exist",
    ];
    return [
      [operation, rest, "ValidationError", missing("platformApplicationArn")],
      [operation, on(""), PARAMETER, "PlatformApplicationArn Reason: An ARN must have at least 6 elements, not 1"],
      [operation, on(`${APPLICATION}/x`), PARAMETER, `PlatformApplicationArn ${SLASHES}`],
      [operation, on(TOPIC), PARAMETER, `PlatformApplicationArn ${SLASHES}`],
      [
        operation,
        on(APPLICATION.replace("us-east-1", "eu-west-1")),
        PARAMETER,
        "Invalid parameter: PlatformApplicationArn",
      ],
      [operation, on(APPLICATION.replace("app/", "end/")), PARAMETER, "Invalid parameter: PlatformApplicationArn"],
      // Deleting what is not there is no error.
      ...(operation === "DeletePlatformApplication" ? [] : [unknown]),
    ];
  }),
  ...OF_ENDPOINTS.flatMap(([operation, rest]): readonly Case[] => {
    const on = (EndpointArn: string) => ({ EndpointArn, ...rest });
    const unknown: Case = [operation, on(NOWHERE), "NotFoundException", "Endpoint does not exist"];
    return [
      [operation, rest, "ValidationError", missing("endpointArn")],
      [operation, on("a:b"), PARAMETER, "EndpointArn Reason: An ARN must have at least 6 elements, not 2"],
      [operation, on(APPLICATION), PARAMETER, `EndpointArn ${SLASHES}`],
      [
        operation,
        on(`${NOWHERE}invalid`),
        PARAMETER,
        "EndpointArn Reason: ARN specifies an invalid endpointId: UUID must be encoded in exactly 36 characters.",
      ],
      ...(operation === "DeleteEndpoint" ? [] : [unknown]),
    ];
  }),
];

describe("refused, and nothing is changed:", () => {
  it.each([...TEXT_MESSAGES, ...MOBILE_PUSH, ...ARNS])("%s %j: %s, %s", async (name, input, code, sentence) => {
    const given: object = typeof input === "function" ? input() : input;
    const refusal = await cloud.callUnchecked(SNS[name], given).then(
      () => undefined,
      (error: ServiceError) => error,
    );
    expect(refusal?.code).toBe(code);
    expect(refusal?.message).toContain(sentence);
    await cloud.settle();
    expect(rows()).toEqual(before);
  });
});
