/** Services are all alike, so that whoever knows one finds the way in every other. */
import type { Rule } from "../rule.ts";

const REQUIRED = ["README.md", "service.ts", "errors.ts", "limits.ts"];

/** Each folder of src/services has the files that every service has. */
export const serviceFolders: Rule = {
  name: "service-folders",
  bounds: "count",
  check: ({ paths }) => {
    const folders = new Set([...paths].flatMap((path) => /^src\/services\/[^/]+\//.exec(path)?.[0] ?? []));
    return [...folders].flatMap((folder) =>
      REQUIRED.map((name) => folder + name)
        .filter((path) => !paths.has(path))
        .map((path) => ({ path, message: "is missing: every service has one" })),
    );
  },
};
