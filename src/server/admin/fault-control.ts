/** The admin API's faults: lists the rules, adds one, removes one or all. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { FaultRefusal } from "../../platform/faults/fault-refusal.ts";
import type { Platform } from "../../platform/platform.ts";
import { AdminRefusal, json, jsonOf, queryOf } from "./admin-request.ts";

interface Asked {
  readonly request: HttpRequest;
  readonly platform: () => Platform;
}

/** Every rule, with how often it has struck. */
export function listFaults({ request, platform }: Asked): HttpResponse {
  queryOf(request, []);
  return json(200, { faults: platform().faults.list() });
}

/** Adds the rule in the body. */
export function addFault({ request, platform }: Asked): HttpResponse {
  queryOf(request, []);
  try {
    return json(200, platform().faults.add(jsonOf(request)));
  } catch (error) {
    if (!(error instanceof FaultRefusal)) throw error;
    throw new AdminRefusal(400, error.message);
  }
}

/** Removes the rule that `id` names, or all. */
export function removeFaults({ request, platform }: Asked): HttpResponse {
  const id = queryOf(request, ["id"]).get("id");
  const { faults } = platform();
  if (id === undefined) return json(200, { removed: faults.clear() });
  if (faults.remove(id)) return json(200, { removed: 1 });
  throw new AdminRefusal(404, `There is no fault ${id}.`);
}
