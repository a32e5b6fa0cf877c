/** The services whose schema is generated: botocore's names, and the names of the constants that hold their operations. */

/** @typedef {{ readonly name: string, readonly constant: string }} GeneratedService */

/** @type {readonly GeneratedService[]} */
export const SERVICES = [
  { name: "apigateway", constant: "ApiGateway" },
  { name: "apigatewayv2", constant: "ApiGatewayV2" },
  { name: "cloudformation", constant: "CloudFormation" },
  { name: "cloudwatch", constant: "CloudWatch" },
  { name: "iam", constant: "IAM" },
  { name: "lambda", constant: "Lambda" },
  { name: "logs", constant: "Logs" },
  { name: "s3", constant: "S3" },
  { name: "sns", constant: "SNS" },
  { name: "sqs", constant: "SQS" },
  { name: "sts", constant: "STS" },
];
