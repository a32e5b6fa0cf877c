/** Asking a running server through its admin API, with every failure as a sentence for whoever typed the command. */

/** What is sent along with a question. */
export interface Asking {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: unknown;
}

/**
 * The JSON that the server answers at `path`.
 * @throws Error a sentence: nobody answers, what answers is no Sluice, or the server's own refusal
 */
export async function askCloud(
  endpoint: string,
  path: string,
  { method = "GET", body }: Asking = {},
): Promise<unknown> {
  const answer = await requestCloud(endpoint, path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const value = await jsonOf(answer, endpoint);
  if (answer.ok) return value;
  throw new Error(refusalIn(value) ?? `${endpoint} answered with status ${answer.status}.`);
}

/** One request to the server. @throws Error a sentence when nobody answers there, or there is no such place */
export async function requestCloud(endpoint: string, path: string, init: RequestInit = {}): Promise<Response> {
  const url = urlOf(endpoint, path);
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    // fetch tells a refused connection only through a nested cause; to the user it means one thing.
    throw new Error(`Nothing answers at ${endpoint}. Start a cloud with: npx sluice up`, { cause: error });
  }
}

function urlOf(endpoint: string, path: string): URL {
  if (!/^https?:/i.test(endpoint) || !URL.canParse(endpoint)) {
    throw new Error(`--endpoint takes a URL such as http://127.0.0.1:4566, not "${endpoint}".`);
  }
  return new URL(path, endpoint);
}

async function jsonOf(answer: Response, endpoint: string): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    // Every answer of the admin API is JSON, so that something else listens there.
    throw new Error(`What answers at ${endpoint} is no Sluice: it answered with status ${answer.status}.`);
  }
}

function refusalIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("message" in value)) return undefined;
  return String(value.message);
}
