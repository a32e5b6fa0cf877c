/** Which names a value of a template refers to: what dependencies and unresolved names are found from. */
import { attributeParts, isIntrinsic, subNames, subParts, unknownFunction } from "./intrinsics.ts";
import { functionOf, isList, isTree } from "./tree.ts";

/** Calls `found` with each name that Ref, GetAtt or Sub refers to. @throws ValidationError for a function of another form */
export function visitReferences(value: unknown, found: (name: string) => void): void {
  if (isList(value)) {
    for (const each of value) visitReferences(each, found);
    return;
  }
  if (!isTree(value)) return;
  const [name, argument] = functionOf(value) ?? [];
  switch (name) {
    case "Ref":
      found(String(argument));
      return;
    case "Fn::GetAtt":
      found(attributeParts(argument)[0]);
      return;
    case "Fn::Sub":
      for (const each of subNames(argument)) found(each.split(".")[0] ?? each);
      for (const each of Object.values(subParts(argument).variables)) visitReferences(each, found);
      return;
    case undefined:
      for (const each of Object.values(value)) visitReferences(each, found);
      return;
    default:
      if (!isIntrinsic(name)) throw unknownFunction(name);
      visitReferences(argument, found);
  }
}
