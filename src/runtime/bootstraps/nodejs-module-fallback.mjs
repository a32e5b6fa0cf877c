/** Resolution hooks that look for modules in more places, after all others: in layers, and where the AWS SDK is. */

/** Names of packages; paths, URLs, built-in modules and a package's own imports are found without help. */
const PACKAGE = /^(@[\w.~-]+\/)?[\w.~-]+(\/[^:]*)?$/;
let folderUrls = [];

/** Called by Node.js when the hooks run in a thread of their own. */
export function initialize(moduleFolderUrls) {
  folderUrls = moduleFolderUrls;
}

/** The hook in a thread of its own. */
export async function resolve(specifier, context, nextResolve) {
  try {
    return await nextResolve(specifier, context);
  } catch (error) {
    if (!isMissingPackage(specifier, error)) throw error;
    for (const url of folderUrls) {
      try {
        return await nextResolve(specifier, beside(context, url));
      } catch (other) {
        if (!isMissingPackage(specifier, other)) throw other;
      }
    }
    throw error;
  }
}

/** The hook in the thread of the function, in versions of Node.js that have it. */
export function resolveSync(moduleFolderUrls) {
  return (specifier, context, nextResolve) => {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      if (!isMissingPackage(specifier, error)) throw error;
      for (const url of moduleFolderUrls) {
        try {
          return nextResolve(specifier, beside(context, url));
        } catch (other) {
          if (!isMissingPackage(specifier, other)) throw other;
        }
      }
      throw error;
    }
  };
}

function isMissingPackage(specifier, error) {
  return PACKAGE.test(specifier) && ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(error?.code);
}

/** As if the file that imports were beside the folder with the modules. */
function beside(context, url) {
  return { ...context, parentURL: new URL("../index.mjs", `${url}/`).href };
}
