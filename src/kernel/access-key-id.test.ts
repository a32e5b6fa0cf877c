/** Access key ids: their form, and the account inside. */
import { describe, expect, it } from "vitest";
import { accountOfAccessKeyId, newAccessKeyId } from "./access-key-id.ts";
import { seededRandom } from "./random.ts";

describe("an access key id", () => {
  it.each([
    ["AKIA", "000000000000"],
    ["AKIA", "123456789012"],
    ["ASIA", "999999999999"],
  ] as const)("%s of %s has AWS's form and gives its account back", (prefix, account) => {
    const random = seededRandom(1);
    const ids = Array.from({ length: 100 }, () => newAccessKeyId(prefix, account, random));
    for (const id of ids) {
      expect(id).toMatch(/^A[KS]IA[A-Z2-7]{16}$/);
      expect(id.startsWith(prefix)).toBe(true);
      expect(accountOfAccessKeyId(id)).toBe(account);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(["", "AKIA", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPLE0", "AKIAIOSFODNN7examp1e", "000000000000"])(
    "that is %j carries no account",
    (id) => expect(accountOfAccessKeyId(id)).toBeUndefined(),
  );
});
