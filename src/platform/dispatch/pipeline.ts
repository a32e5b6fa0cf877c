/** What every call goes through, from a client or from another service, in this order; written nowhere else. */
import { admit } from "./admit.ts";
import { authorize } from "./authorize.ts";
import { constrain } from "./constrain.ts";
import type { Authority } from "../policies/authority.ts";
import type { Request } from "./request.ts";

/**
 * The steps before the operation itself. After them the dispatcher executes and commits, runs effects, and records:
 * those three are one act, in `dispatcher.ts`, because the second and third hang on the first one's transaction.
 */
export const PIPELINE: readonly ((request: Request, authority: Authority | undefined) => void)[] = [
  constrain,
  authorize,
  admit,
];
