/** The services of a cloud; this list is the only place that knows them all. */
import type { ServiceDefinition } from "../platform/service.ts";
import { apigateway } from "../services/apigateway/service.ts";
import { apigatewayv2 } from "../services/apigatewayv2/service.ts";
import { cloudformation } from "../services/cloudformation/service.ts";
import { cloudwatch } from "../services/cloudwatch/service.ts";
import { iam } from "../services/iam/service.ts";
import { lambda } from "../services/lambda/service.ts";
import { logs } from "../services/logs/service.ts";
import { s3 } from "../services/s3/service.ts";
import { sns } from "../services/sns/service.ts";
import { sqs } from "../services/sqs/service.ts";
import { sts } from "../services/sts/service.ts";

export const SERVICES: readonly ServiceDefinition[] = [
  sqs,
  sns,
  s3,
  lambda,
  apigatewayv2,
  apigateway,
  cloudwatch,
  logs,
  cloudformation,
  iam,
  sts,
];
