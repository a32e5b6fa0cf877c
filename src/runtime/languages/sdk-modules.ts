/** The AWS SDK that functions find without packaging it, as on Lambda: two links, and nothing else of our own modules. */
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What Lambda's Node.js runtimes include. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
const SCOPES = ["@aws-sdk", "@smithy"];

/**
 * Makes `directory`, which is to be named `node_modules`, a folder that has the SDK in it. Placed above the folders with
 * unpacked code, it is found by CommonJS and ES modules alike, by Node's own rules, and after what the code packages.
 */
export function linkSdkModules(directory: string): void {
  const modules = installedModulesDirectory();
  mkdirSync(directory, { recursive: true });
  for (const scope of SCOPES) {
    const target = join(modules, scope);
    const link = join(directory, scope);
    if (existsSync(target) && linkTarget(link) !== target) {
      rmSync(link, { force: true });
      symlinkSync(target, link, "dir");
    }
  }
}

/** The folders of modules that the links in such a folder lead to: what a module needs itself is found there. */
export function sdkModulesTargets(directory: string): readonly string[] {
  const targets = SCOPES.map((scope) => linkTarget(join(directory, scope)));
  return [...new Set(targets.filter((target) => target !== undefined).map(dirname))];
}

/** Whether code in `codeDirectory` finds the SDK by Node's own rules: in a `node_modules` beside it or above it. */
export function findsSdkModules(codeDirectory: string): boolean {
  for (let directory = codeDirectory; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "node_modules", "@aws-sdk"))) return true;
    if (dirname(directory) === directory) return false;
  }
}

function installedModulesDirectory(): string {
  const manifest = createRequire(import.meta.url).resolve("@aws-sdk/client-sqs/package.json");
  return dirname(dirname(dirname(manifest)));
}

function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    // No such link, or not a link: it is made anew.
    return undefined;
  }
}
