/** Every bound of packaging and deploying. */

/** Bytes of a function's files before compression. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const CODE_MAXIMUM_BYTES = 262_144_000;
/** Files of one function. Not AWS's: a folder with more is a mistake, such as the root of a repository. */
export const CODE_FILES_MAXIMUM = 50_000;
/** Bytes of a template that can be sent in a request; longer ones go through S3. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const TEMPLATE_BODY_MAXIMUM_BYTES = 51_200;
/** The first and the longest wait between two looks at a stack. */
export const POLL_FIRST_MILLISECONDS = 25;
export const POLL_LONGEST_MILLISECONDS = 1000;
/** How long a stack may take. */
export const DEPLOY_MAXIMUM_MILLISECONDS = 15 * 60 * 1000;
/** Templates of which what was read and written is kept: a test suite deploys the same ones again and again. */
export const TEMPLATES_REMEMBERED = 16;
