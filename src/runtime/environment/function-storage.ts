/**
 * What the /tmp of functions is: the machine's, which all share and nothing bounds, or as on AWS one of each environment's
 * own, which is full at the function's EphemeralStorage.
 */
export type FunctionStorage = "shared" | "isolated";
