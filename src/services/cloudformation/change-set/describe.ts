/** The changes of a plan as change sets keep and show them. */
import type {
  Change,
  ResourceChangeDetail,
  ResourceTargetDefinition,
} from "../../../schema/generated/cloudformation.ts";
import type { ResourceType } from "../../../platform/resource-type.ts";
import type { PlannedChange } from "../stack/plan.ts";
import { contextOf, differencesBetween, valueText } from "./property-values.ts";
import type { Masking, ValueDifference } from "./property-values.ts";

/** What changes are described with. */
export interface Describing {
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly masking: Masking;
}

type ModifiedResource = Extract<PlannedChange, { readonly action: "modify" }>;

/** With all values: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export function describeChange(change: PlannedChange, { types, masking }: Describing): Change {
  const shown = { LogicalResourceId: change.logicalId, ResourceType: change.type };
  switch (change.action) {
    case "add": {
      const AfterContext = contextOf(change.after, masking);
      return { Type: "Resource", ResourceChange: { Action: "Add", ...shown, Scope: [], Details: [], AfterContext } };
    }
    case "remove": {
      const PhysicalResourceId = change.before.instance?.physicalId;
      const facts = { PolicyAction: "Delete", Action: "Remove", ...shown, PhysicalResourceId } as const;
      const BeforeContext = contextOf(change.before, masking);
      return { Type: "Resource", ResourceChange: { ...facts, Scope: [], Details: [], BeforeContext } };
    }
    default: {
      const tagged: readonly ResourceChangeDetail[] = change.isTagged ? [TAGS] : [];
      const scope = [
        ...(change.properties.length > 0 ? ["Properties" as const] : []),
        ...(change.isTagged ? ["Tags" as const] : []),
      ];
      return {
        Type: "Resource",
        ResourceChange: {
          ...(change.isReplaced ? { PolicyAction: "ReplaceAndDelete" as const } : {}),
          Action: "Modify",
          ...shown,
          PhysicalResourceId: change.before.instance?.physicalId,
          Replacement: change.isReplaced ? "True" : "False",
          Scope: scope.length === 0 ? ["Metadata"] : scope,
          Details: [...detailsOf(change, { types, masking }), ...tagged],
          BeforeContext: contextOf(change.before, masking),
          AfterContext: contextOf(change.after, masking),
        },
      };
    }
  }
}

/** The change as it is shown to who does not ask for values: each property once. */
export function withoutValues(change: Change): Change {
  if (change.ResourceChange === undefined) return change;
  const { BeforeContext: _before, AfterContext: _after, Details: details = [], ...shown } = change.ResourceChange;
  const properties = new Map<string, ResourceChangeDetail>();
  for (const { Target: target = {}, ...detail } of details) {
    const { Path: _path, BeforeValue: _from, AfterValue: _to, AttributeChangeType: _type, ...Target } = target;
    properties.set(`${Target.Attribute} ${Target.Name ?? ""}`, { Target, ...detail });
  }
  return { ...change, ResourceChange: { ...shown, Details: [...properties.values()] } };
}

const TAGS: ResourceChangeDetail = {
  Target: { Attribute: "Tags", RequiresRecreation: "Never" },
  Evaluation: "Static",
  ChangeSource: "DirectModification",
};

function detailsOf(change: ModifiedResource, { types, masking }: Describing): readonly ResourceChangeDetail[] {
  const replacedBy = types.get(change.type)?.replacedBy ?? [];
  return change.properties.flatMap((name) => {
    const property = {
      Attribute: "Properties",
      Name: name,
      RequiresRecreation: replacedBy.includes(name) ? "Always" : "Never",
    } as const;
    const [before, after] = [change.before.properties[name], change.after.properties[name]];
    return differencesBetween(before, after, `/Properties/${name}`).map((difference) => ({
      Target: { ...property, ...targetOf(difference, masking) },
      Evaluation: "Static" as const,
      ChangeSource: "DirectModification" as const,
    }));
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html */
function targetOf({ path, before, after }: ValueDifference, masking: Masking): ResourceTargetDefinition {
  return {
    Path: path,
    ...(before === undefined ? {} : { BeforeValue: valueText(before, masking) }),
    ...(after === undefined ? {} : { AfterValue: valueText(after, masking) }),
    AttributeChangeType: before === undefined ? "Add" : after === undefined ? "Remove" : "Modify",
  };
}
