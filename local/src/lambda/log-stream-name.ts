import { randomBytes } from "node:crypto";

/** The name of the log stream of an environment that starts now. */
export function logStreamName(): string {
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    return `${date}/[$LATEST]${randomBytes(16).toString("hex")}`;
}
