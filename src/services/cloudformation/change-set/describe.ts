/** The changes of a plan as change sets show them. */
import type { Change, ResourceChangeDetail } from "../../../schema/generated/cloudformation.ts";
import type { ResourceType } from "../../../platform/resource-type.ts";
import type { PlannedChange } from "../stack/plan.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export function describeChange(change: PlannedChange, types: ReadonlyMap<string, ResourceType>): Change {
  const shown = { LogicalResourceId: change.logicalId, ResourceType: change.type };
  switch (change.action) {
    case "add":
      return { Type: "Resource", ResourceChange: { Action: "Add", ...shown, Scope: [], Details: [] } };
    case "remove": {
      const PhysicalResourceId = change.before.instance?.physicalId;
      const facts = { PolicyAction: "Delete", Action: "Remove", ...shown, PhysicalResourceId } as const;
      return { Type: "Resource", ResourceChange: { ...facts, Scope: [], Details: [] } };
    }
    default: {
      const replacedBy = types.get(change.type)?.replacedBy ?? [];
      const details = change.properties.map((name) => detailOf(name, replacedBy.includes(name)));
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
          Details: [...details, ...tagged],
        },
      };
    }
  }
}

const TAGS: ResourceChangeDetail = {
  Target: { Attribute: "Tags", RequiresRecreation: "Never" },
  Evaluation: "Static",
  ChangeSource: "DirectModification",
};

function detailOf(name: string, isReplacing: boolean): ResourceChangeDetail {
  return {
    Target: { Attribute: "Properties", Name: name, RequiresRecreation: isReplacing ? "Always" : "Never" },
    Evaluation: "Static",
    ChangeSource: "DirectModification",
  };
}
