/** What is refused of data protection policies: at a topic's creation, and later. */
import { type BadInput, INVALID, MISSING_TOPIC, TOPIC, tooShort } from "./bad-input.fixture.ts";

const WHOLE = { Name: "n", Description: "", Version: "2021-06-01", Statement: [] };
const STATEMENT = { DataDirection: "Inbound", Principal: ["*"], DataIdentifier: [], Operation: { Deny: {} } };

const REASONS: readonly (readonly [policy: object | string, reason: string])[] = [
  ["{", "the policy must be a JSON object"],
  ["[]", "the policy must be a JSON object"],
  [" ".repeat(30_721), "the policy is longer than 30720 characters"],
  [{ ...WHOLE, Other: 1 }, "unexpected member Other"],
  [{ ...WHOLE, Name: "" }, "Name must be a text"],
  [{ ...WHOLE, Description: 1 }, "Description must be a text"],
  [{ ...WHOLE, Version: "2012-10-17" }, "Version must be 2021-06-01"],
  [{ ...WHOLE, Statement: {} }, "Statement must be a list"],
  [{ ...WHOLE, Statement: ["s"] }, "a statement must be an object"],
  [
    { ...WHOLE, Statement: [{ ...STATEMENT, DataDirection: "Up" }] },
    "Statement DataDirection must be either Inbound or Outbound",
  ],
  [{ ...WHOLE, Statement: [{ ...STATEMENT, Principal: "*" }] }, "Principal must be a list"],
  [{ ...WHOLE, Statement: [{ ...STATEMENT, DataIdentifier: "x" }] }, "DataIdentifier must be a list"],
  [{ ...WHOLE, Statement: [{ ...STATEMENT, Operation: {} }] }, "Operation must be one of Audit, Deidentify and Deny"],
];

const POLICIES: readonly BadInput[] = REASONS.flatMap(([policy, reason]): readonly BadInput[] => {
  const DataProtectionPolicy = typeof policy === "string" ? policy : JSON.stringify(policy);
  const message = `Invalid parameter: DataProtectionPolicy Reason: ${reason}`;
  return [
    ["CreateTopic", "DataProtectionPolicy", { Name: "new", DataProtectionPolicy }, INVALID, message],
    ["PutDataProtectionPolicy", "DataProtectionPolicy", { ResourceArn: TOPIC, DataProtectionPolicy }, INVALID, message],
  ];
});

const TOPICS: readonly BadInput[] = (["GetDataProtectionPolicy", "PutDataProtectionPolicy"] as const).flatMap(
  (operation): readonly BadInput[] => {
    const rest = operation === "PutDataProtectionPolicy" ? { DataProtectionPolicy: JSON.stringify(WHOLE) } : {};
    return [
      [operation, "ResourceArn", { ...rest, ResourceArn: "plain" }, INVALID, tooShort("ResourceArn", 1)],
      [operation, "ResourceArn", { ...rest, ResourceArn: MISSING_TOPIC }, "NotFound", "Topic does not exist"],
    ];
  },
);

export const DATA_PROTECTION: readonly BadInput[] = [...POLICIES, ...TOPICS];
