/** Finds what a template deployed by its logical id, so that tests need not know the names that CloudFormation chose. */
import type { Clients } from "./clients.ts";

interface Deployed {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export class Resources {
  readonly #clients: Clients;
  /** False as long as no stack can be there, so that nobody asks for one. */
  #mayHaveStacks: boolean;
  #known: Promise<readonly Deployed[]> | undefined;

  constructor(clients: Clients, mayHaveStacks: boolean) {
    this.#clients = clients;
    this.#mayHaveStacks = mayHaveStacks;
  }

  /** Stacks have changed. */
  changed(): void {
    this.#mayHaveStacks = true;
    this.#known = undefined;
  }

  /**
   * The physical id of the resource that `name` means: a logical id, or `stack/LogicalId` where several stacks have it.
   * Any other name, and an ARN, is the physical id itself.
   * @throws Error when several stacks have the logical id
   */
  async physicalId(name: string, types: readonly string[]): Promise<string> {
    if (!this.#mayHaveStacks || name.startsWith("arn:")) return name;
    const found = await this.#find(({ type, logicalId, stack }) => {
      return types.includes(type) && (logicalId === name || `${stack}/${logicalId}` === name);
    });
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      const ways = found.map(({ stack, logicalId }) => `${stack}/${logicalId}`);
      throw new Error(`Several stacks have ${name}. Say which: ${ways.join(" or ")}.`);
    }
    return first?.physicalId ?? name;
  }

  /** The logical ids under which a physical id is known: with and without its stack. */
  async logicalIds(physicalId: string): Promise<readonly string[]> {
    if (!this.#mayHaveStacks) return [];
    const found = await this.#find((each) => each.physicalId === physicalId);
    return found.flatMap(({ stack, logicalId }) => [`${stack}/${logicalId}`, logicalId]);
  }

  async #find(matches: (each: Deployed) => boolean): Promise<readonly Deployed[]> {
    const known = await (this.#known ??= this.#all());
    const found = known.filter((each) => matches(each));
    if (found.length > 0) return found;
    // It may have been deployed since, by a client of the test's own.
    this.#known = this.#all();
    return (await this.#known).filter((each) => matches(each));
  }

  async #all(): Promise<readonly Deployed[]> {
    const { cloudFormation } = this.#clients;
    const { Stacks: stacks = [] } = await cloudFormation.describeStacks({});
    const lists = await Promise.all(stacks.map(({ StackName = "" }) => this.#of(StackName)));
    return lists.flat();
  }

  async #of(stack: string): Promise<readonly Deployed[]> {
    const { cloudFormation } = this.#clients;
    const found: Deployed[] = [];
    let token: string | undefined;
    do {
      const page = await cloudFormation.listStackResources({ StackName: stack, NextToken: token });
      for (const summary of page.StackResourceSummaries ?? []) {
        const { LogicalResourceId: logicalId, ResourceType: type, PhysicalResourceId: physicalId } = summary;
        if (logicalId !== undefined && type !== undefined && physicalId !== undefined) {
          found.push({ stack, logicalId, type, physicalId });
        }
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  }
}
