/** The quiz's own handlers, loaded anew for each cloud, as Lambda loads them: what a module remembers is not shared. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { compileFunction } from "node:vm";
import { buildSync } from "esbuild";
import { fromModule, type Handler } from "../../src/testing/index.ts";

/** Logical ids of functions with the folders of their handlers. */
const FOLDERS = {
  SubmitFunction: "submit",
  StatusFunction: "status",
  SplitFunction: "split",
  GradeFunction: "grade",
  AnalyseFunction: "analyse",
  NotifyFunction: "notify",
  ArchiveFunction: "archive",
  LeaderboardFunction: "leaderboard",
} as const;

type Exports = Readonly<Record<string, unknown>>;

/** Evaluates a CommonJS module. */
type Evaluate = (module: { exports: Exports }, require: NodeJS.Require) => void;

/** Makes the handlers, by logical id: each call gives modules of its own. The sources are compiled once. */
export type QuizHandlers = () => Readonly<Record<string, Handler>>;

/** @param root the repository's folder */
export function quizHandlers(root: string): QuizHandlers {
  const require = createRequire(resolve(root, "package.json"));
  const compiled = Object.entries(FOLDERS).map(([logicalId, folder]) => {
    const source = join(root, "examples", "quiz", "functions", folder, "handler.ts");
    return [logicalId, compile(source)] as const;
  });
  return () =>
    Object.fromEntries(
      compiled.map(([logicalId, evaluate]) => {
        let exports: Exports | undefined;
        const load = async (): Promise<Exports> => (exports ??= evaluated(evaluate, require));
        return [logicalId, fromModule(load)];
      }),
    );
}

function compile(source: string): Evaluate {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    external: ["@aws-sdk/*"],
  });
  // As Node.js wraps a CommonJS module: it takes these two, and returns nothing.
  return compileFunction(outputFiles[0]?.text ?? "", ["module", "require"]) as unknown as Evaluate;
}

function evaluated(evaluate: Evaluate, require: NodeJS.Require): Exports {
  const module: { exports: Exports } = { exports: {} };
  evaluate(module, require);
  return module.exports;
}
