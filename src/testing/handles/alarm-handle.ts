/** An alarm in the hands of a test. */
import type { CloudInside } from "../cloud-inside.ts";

/** What an alarm says. */
export interface AlarmState {
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

export class AlarmHandle {
  /** As the test named it. */
  readonly name: string;
  readonly #inside: CloudInside;

  constructor(name: string, inside: CloudInside) {
    this.name = name;
    this.#inside = inside;
  }

  /** @throws Error when there is no such alarm */
  async state(): Promise<AlarmState> {
    const id = await this.#inside.resources.physicalId(this.name, ["AWS::CloudWatch::Alarm"]);
    const name = id.startsWith("arn:") ? id.split(":alarm:").slice(1).join(":alarm:") : id;
    const { cloudWatch } = this.#inside.clients;
    const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNames: [name] });
    const [alarm] = MetricAlarms;
    if (alarm?.StateValue === undefined) throw new Error(`There is no alarm ${this.name}.`);
    return { state: alarm.StateValue, reason: alarm.StateReason ?? "" };
  }
}
