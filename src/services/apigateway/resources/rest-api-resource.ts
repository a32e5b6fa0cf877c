/** AWS::ApiGateway::RestApi: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html */
import type { ResourceInstance, ResourceProperties, ResourceType } from "../../../platform/resource-type.ts";
import { madeBefore } from "../../../platform/proxy/made-before.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { asResource } from "../../../platform/stack-caller.ts";
import { unlessGone } from "../../../platform/proxy/unless-gone.ts";
import { booleanOf, membersOf, requiredText, textOf, textsOf } from "../../../platform/template-values.ts";
import { ApiGateway, type EndpointConfiguration, type PatchOperation } from "../../../schema/generated/apigateway.ts";
import { restApiArn, type RestApiRecord } from "../api/rest-api-record.ts";
import { restApis } from "../keyspaces.ts";
import { retag, tagsOf } from "./tag-list.ts";

export const restApiResource: ResourceType = {
  type: "AWS::ApiGateway::RestApi",
  properties: [
    "ApiKeySourceType",
    "BinaryMediaTypes",
    "Description",
    "DisableExecuteApiEndpoint",
    "EndpointConfiguration",
    "Name",
    "Policy",
    "Tags",
  ],
  required: ["Name"],
  replacedBy: ["ApiKeySourceType", "EndpointConfiguration"],

  async create(properties, at) {
    checkPolicy(properties);
    const before = madeBefore({ among: restApis, within: [at.account, at.region] }, at);
    if (before !== undefined) return instanceOf(before);
    const made = await at.call(
      ApiGateway.CreateRestApi,
      {
        name: requiredText(properties["Name"]),
        // The operation checks it against its model.
        apiKeySource: textOf(properties["ApiKeySourceType"]) as "HEADER" | undefined,
        binaryMediaTypes: textsOf(properties["BinaryMediaTypes"]),
        description: textOf(properties["Description"]),
        disableExecuteApiEndpoint: booleanOf(properties["DisableExecuteApiEndpoint"]),
        endpointConfiguration: endpointOf(properties["EndpointConfiguration"]),
        tags: tagsOf(properties, at),
      },
      asResource(at),
    );
    return instanceOf({ id: made.id ?? "", rootResourceId: made.rootResourceId ?? "" });
  },

  async update(instance, change, at) {
    checkPolicy(change.properties);
    const restApiId = instance.physicalId;
    const patchOperations = patchesOf(change);
    await at.call(ApiGateway.UpdateRestApi, { restApiId, patchOperations }, asResource(at));
    await retag(restApiArn(at, restApiId), change.properties, at);
    return instance;
  },

  async delete(instance, _properties, at) {
    await unlessGone(at.call(ApiGateway.DeleteRestApi, { restApiId: instance.physicalId }, asResource(at)));
  },
};

function instanceOf({ id, rootResourceId }: Pick<RestApiRecord, "id" | "rootResourceId">): ResourceInstance {
  return { physicalId: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } };
}

/** An empty policy is none, and tools write it where there is nothing to say. @throws NotImplemented for any other */
function checkPolicy(properties: ResourceProperties): void {
  if ((properties["Policy"] ?? "") !== "") throw notImplemented("Policy of AWS::ApiGateway::RestApi");
}

function endpointOf(value: unknown): EndpointConfiguration | undefined {
  if (value === undefined) return undefined;
  const endpoint = membersOf(value, ["IpAddressType", "Types", "VpcEndpointIds"]);
  const types = textsOf(endpoint["Types"]);
  return {
    // The operation checks both against its model.
    ...(types === undefined ? {} : { types: types as EndpointConfiguration["types"] }),
    ipAddressType: textOf(endpoint["IpAddressType"]) as EndpointConfiguration["ipAddressType"],
    vpcEndpointIds: textsOf(endpoint["VpcEndpointIds"]),
  };
}

interface Change {
  readonly properties: ResourceProperties;
  readonly previous: ResourceProperties;
}

function patchesOf({ properties, previous }: Change): readonly PatchOperation[] {
  const description = textOf(properties["Description"]);
  const wanted = textsOf(properties["BinaryMediaTypes"]) ?? [];
  const dropped = (textsOf(previous["BinaryMediaTypes"]) ?? []).filter((type) => !wanted.includes(type));
  const typePath = (type: string): string => `/binaryMediaTypes/${type.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return [
    { op: "replace", path: "/name", value: requiredText(properties["Name"]) },
    description === undefined
      ? { op: "remove", path: "/description" }
      : { op: "replace", path: "/description", value: description },
    {
      op: "replace",
      path: "/disableExecuteApiEndpoint",
      value: String(booleanOf(properties["DisableExecuteApiEndpoint"]) ?? false),
    },
    ...dropped.map((type) => ({ op: "remove", path: typePath(type) }) as const),
    ...wanted.map((type) => ({ op: "add", path: typePath(type) }) as const),
  ];
}
