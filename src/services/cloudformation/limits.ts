/** Every bound of CloudFormation. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
import { DAY_MILLISECONDS } from "../../kernel/durations.ts";

/** Bytes of a template in a request. */
export const TEMPLATE_BODY_MAXIMUM_BYTES = 51_200;
/** Bytes of a template in S3. */
export const TEMPLATE_URL_MAXIMUM_BYTES = 1_048_576;
export const RESOURCES_MAXIMUM = 500;
export const PARAMETERS_MAXIMUM = 200;
export const OUTPUTS_MAXIMUM = 200;
export const MAPPINGS_MAXIMUM = 200;
/** Bytes of one parameter's value. */
export const PARAMETER_VALUE_MAXIMUM_BYTES = 4096;
/** Bytes of a template's description. */
export const DESCRIPTION_MAXIMUM_BYTES = 1024;
/** Characters of a logical id. */
export const LOGICAL_ID_MAXIMUM_CHARACTERS = 255;
/** Stacks of one account in one region, the deleted ones not counted. */
export const STACKS_MAXIMUM = 2000;
/** How long a deleted stack can still be described by its id. */
export const DELETED_STACK_KEPT_MILLISECONDS = 90 * DAY_MILLISECONDS;

/** How deep the values of a template may nest. Not AWS's: deeper ones are attacks on a recursive reader. */
export const TEMPLATE_DEPTH_MAXIMUM = 64;
/** How many values a template may hold once its YAML aliases are expanded. Not AWS's: it stops alias bombs. */
export const TEMPLATE_VALUES_MAXIMUM = 200_000;
/** Milliseconds that one AllowedPattern may take on one value. Not AWS's: it stops patterns that backtrack for ever. */
export const PATTERN_TIME_MAXIMUM_MILLISECONDS = 100;
/** How often a step is tried when a resource answers with a fault or a throttle, before the resource has failed. */
export const STEP_ATTEMPTS_MAXIMUM = 5;
/** Items on a page of a list. Events: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export const PAGE_ITEMS = 100;
/** Change sets of one stack. Not AWS's figure. */
export const CHANGE_SETS_MAXIMUM = 100;
/** Stacks whose evaluated templates are kept in memory while their resources are made; others are evaluated again. */
export const EVALUATED_STACKS_REMEMBERED = 8;
/** Templates of which what was read is kept, for all clouds of the process: a test suite deploys the same ones again and again. */
export const TEMPLATES_REMEMBERED = 16;
