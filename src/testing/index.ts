/** The test kit's public door. */
export { createCloud, type Cloud, type CloudOptions } from "../server/create-cloud.ts";
export {
  explore,
  ExplorationFailed,
  LEGAL_FAULTS,
  type ExploreOptions,
  type ExploredCloud,
  type Scenario,
} from "./explore.ts";
