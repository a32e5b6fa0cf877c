/** A cloud of one test with a small template of its own. */
import { onTestFinished } from "vitest";
import { createCloud, type CloudOptions, type Handler, type TestCloud } from "sluice/testing";

/** Deploys a template into a cloud that is closed when the test ends. */
export async function cloudOf(
  template: string,
  handlers: Readonly<Record<string, Handler>> = {},
  options: CloudOptions = {},
): Promise<TestCloud> {
  const cloud = await createCloud(options);
  onTestFinished(() => cloud.close());
  await cloud.deploy(template, { handlers });
  return cloud;
}
