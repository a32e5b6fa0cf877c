/** Deployments in the form in which they are served: they never change, so those that are asked for are kept ready. */
import { DEPLOYMENTS_READY } from "../limits.ts";

export class ReadyDeployments<T> {
  readonly #ready = new Map<string, T>();

  /** The deployment, made by `read` where it is not ready; undefined when there is none. */
  find(apiId: string, deploymentId: string, read: () => T | undefined): T | undefined {
    const key = `${apiId}/${deploymentId}`;
    const known = this.#ready.get(key);
    if (known !== undefined) return known;
    const deployment = read();
    if (deployment !== undefined) this.#keep(key, deployment);
    return deployment;
  }

  #keep(key: string, deployment: T): void {
    const oldest = this.#ready.keys().next();
    if (this.#ready.size >= DEPLOYMENTS_READY && !oldest.done) this.#ready.delete(oldest.value);
    this.#ready.set(key, deployment);
  }
}
