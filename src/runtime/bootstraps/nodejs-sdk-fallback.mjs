/** Resolution hooks that look for the AWS SDK in one more place, after everything else. */

const SDK = /^@(aws-sdk|smithy)\//;
let modulesUrl = "";

/** Called by Node.js when the hooks run in a thread of their own. */
export function initialize(sdkModulesUrl) {
  modulesUrl = sdkModulesUrl;
}

/** The hook in a thread of its own. */
export async function resolve(specifier, context, nextResolve) {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (!SDK.test(specifier)) throw error;
    return nextResolve(specifier, besideSdk(context, modulesUrl));
  }
}

/** The hook in the thread of the function, in versions of Node.js that have it. */
export function resolveSync(sdkModulesUrl) {
  return (specifier, context, nextResolve) => {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (!SDK.test(specifier)) throw error;
      return nextResolve(specifier, besideSdk(context, sdkModulesUrl));
    }
  };
}

/** As if the file that imports were beside the folder with the SDK. */
function besideSdk(context, url) {
  return { ...context, parentURL: new URL("../index.mjs", `${url}/`).href };
}
