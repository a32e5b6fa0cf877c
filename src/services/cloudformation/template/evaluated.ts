/** A template together with everything that is known before a resource exists: parameters, conditions, order. */
import { unresolvedDependencies } from "../errors.ts";
import { evaluateConditions, withoutBranches } from "./conditions.ts";
import type { Environment } from "./environment.ts";
import { creationOrder, dependenciesOf } from "./creation-order.ts";
import type { Dependencies } from "./creation-order.ts";
import { referenceValue } from "./parameter-values.ts";
import type { ParameterValues } from "./parameter-values.ts";
import { visitReferences } from "./references.ts";
import type { OutputDeclaration, ResourceDeclaration, Template } from "./template.ts";
import { isTree } from "./tree.ts";

/** Where a template is deployed. */
export interface Deployment {
  readonly account: string;
  readonly region: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly notificationArns: readonly string[];
}

export interface EvaluatedTemplate {
  readonly template: Template;
  /** The resources whose conditions hold, with the branches that do not count taken out. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
  readonly dependencies: Dependencies;
  /** Every resource after what it needs. */
  readonly order: readonly string[];
  readonly environment: Omit<Environment, "resource" | "exported">;
}

const PSEUDO_NAMES = new Set([
  "AWS::AccountId",
  "AWS::NotificationARNs",
  "AWS::NoValue",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
]);

/** @throws ValidationError for conditions and references that lead nowhere, and for circles */
export function evaluateTemplate(
  template: Template,
  values: ParameterValues,
  deployment: Deployment,
): EvaluatedTemplate {
  const isPlainName = (name: string): boolean => PSEUDO_NAMES.has(name) || template.parameters.has(name);
  // Before branches are taken out: a name that is nothing in the template is wrong in any branch.
  dependenciesOf(template.resources, isPlainName);
  checkOutputs(template.outputs.values(), (name) => isPlainName(name) || template.resources.has(name));
  const plain = {
    pseudoParameters: pseudoParameters(deployment),
    parameters: new Map(
      Array.from(
        template.parameters,
        ([name, declared]) => [name, referenceValue(declared, values[name] ?? "")] as const,
      ),
    ),
    mappings: template.mappings,
  };
  const conditions = evaluateConditions(template, { ...plain, resource: () => undefined, exported: () => undefined });
  const resources = new Map<string, ResourceDeclaration>();
  for (const [id, resource] of template.resources) {
    if (resource.condition !== undefined && conditions.get(resource.condition) !== true) continue;
    const properties = withoutBranches(resource.properties, conditions);
    const dependsOn = resource.dependsOn.filter((name) => isActive(template, conditions, name));
    resources.set(id, { ...resource, properties: isTree(properties) ? properties : {}, dependsOn });
  }
  const outputs = new Map<string, OutputDeclaration>();
  for (const [name, output] of template.outputs) {
    if (output.condition !== undefined && conditions.get(output.condition) !== true) continue;
    outputs.set(name, { ...output, value: withoutBranches(output.value, conditions) });
  }
  const dependencies = dependenciesOf(resources, isPlainName);
  checkOutputs(outputs.values(), (name) => isPlainName(name) || resources.has(name));
  const order = creationOrder(dependencies);
  return { template, resources, outputs, dependencies, order, environment: { ...plain, conditions } };
}

/** DependsOn on a resource whose condition does not hold is no dependency. */
function isActive(template: Template, conditions: ReadonlyMap<string, boolean>, name: string): boolean {
  const condition = template.resources.get(name)?.condition;
  return condition === undefined || conditions.get(condition) === true;
}

function checkOutputs(outputs: Iterable<OutputDeclaration>, isKnown: (name: string) => boolean): void {
  const unresolved = new Set<string>();
  for (const { value, exportName } of outputs) {
    visitReferences([value, exportName], (name) => {
      if (!isKnown(name)) unresolved.add(name);
    });
  }
  if (unresolved.size > 0) throw unresolvedDependencies([...unresolved], "Outputs");
}

function pseudoParameters(deployment: Deployment): ReadonlyMap<string, string | readonly string[]> {
  return new Map<string, string | readonly string[]>([
    ["AWS::AccountId", deployment.account],
    ["AWS::NotificationARNs", deployment.notificationArns],
    ["AWS::Partition", "aws"],
    ["AWS::Region", deployment.region],
    ["AWS::StackId", deployment.stackId],
    ["AWS::StackName", deployment.stackName],
    ["AWS::URLSuffix", "amazonaws.com"],
  ]);
}
