import { createHash } from "node:crypto";
import { apiInputs, integrationInputs, modelInputs } from "./api-inputs";
import type { Config } from "./config";
import type { RemovedRoutes } from "./removed-routes";

/**
 * The hash that makes a new deployment, of all that a deployment holds: plain inputs, and the ARNs of the role and the
 * functions, of which there is at least one.
 */
export function snapshotHash(config: Config, roleArn: string, [first, ...others]: string[]): string {
    const inputs = [apiInputs(config), modelInputs, integrationInputs(config), config.routes];
    // In the order of the first stacks, whose hash must stay: what came later stands behind, and nothing where it is not used.
    return hash([...inputs, first, roleArn, [], ...config.alsoHeld, ...others]);
}

/**
 * sha256, in hex, of a JSON value with its keys sorted, so that the order in which a person writes them down changes
 * nothing.
 */
export function hash(value: unknown): string {
    return createHash("sha256")
        .update(JSON.stringify(sorted(value)))
        .digest("hex");
}

/** What the last update published: the hash of what its copy was to hold, the trigger it had, the copy's id. */
export interface Publication {
    snapshot: string;
    redeployment: string;
    deployment: string;
}

/**
 * The trigger of the deployment. While routes that are removed are served it holds the id of the copy that has them, so
 * that each update takes another one; once the stage serves none it stays what it was for as long as the snapshot does.
 */
export function redeploymentTrigger(
    snapshot: string,
    removed: RemovedRoutes,
    previous: Publication | undefined,
): string {
    if (removed.keys.length > 0) return hash([snapshot, removed.keys, previous?.deployment ?? null]);
    return removed.asked && previous?.snapshot === snapshot ? previous.redeployment : snapshot;
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
