/** How Ruby functions are started: the machine's `ruby`, our bootstrap, and where gems are found. */
import { join } from "node:path";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { ProgramIdentity, ProgramQuestion } from "./installed-program.ts";

/** The oldest that the bootstrap is written for. */
export const RUBY_MINIMUM = "3.1";

export const RUBY: ProgramQuestion = {
  name: "ruby",
  args: ["--disable-gems", "-rrbconfig", "-e", 'puts "#{RUBY_VERSION} #{RbConfig.ruby}"'],
  read(answer): ProgramIdentity | undefined {
    const { executable, version } = /^(?<version>\d+\.\d+\.\d+) (?<executable>.+)$/m.exec(answer)?.groups ?? {};
    return executable === undefined || version === undefined ? undefined : { executable, version };
  },
};

/**
 * The command line as far as it is the interpreter's. Ruby 3.1 writes its hints into the messages of errors, where later
 * versions keep them apart, and what reads and writes text takes it for UTF-8 whatever locales the machine has.
 */
export function rubyProgram(runtimeDirectory: string): readonly string[] {
  return ["--disable-did_you_mean", "--disable-error_highlight", "-EUTF-8", join(runtimeDirectory, "ruby.rb")];
}

/**
 * Where Ruby finds gems and files: bundles in the code, then layers, then the machine's own, for which an empty entry
 * stands at the end. A bundle is in a folder of the version that it was made for, which may be the runtime's or the
 * machine's. https://docs.aws.amazon.com/lambda/latest/dg/ruby-layers.html
 */
export function rubyVariables(spec: EnvironmentSpec, machineVersion: string): Record<string, string> {
  const named = `${spec.runtime.slice("ruby".length)}.0`;
  const versions = [...new Set([named, machineVersion.replace(/\d+$/, "0")])];
  const layers = spec.layerFolders ?? [];
  const gems = [
    ...versions.map((version) => `${spec.codeDirectory}/vendor/bundle/ruby/${version}`),
    ...layers.flatMap((layer) => versions.map((version) => `${layer}/ruby/gems/${version}`)),
  ];
  return {
    GEM_PATH: [...gems, ""].join(":"),
    RUBYLIB: [spec.codeDirectory, ...layers.map((layer) => `${layer}/ruby/lib`)].join(":"),
  };
}
