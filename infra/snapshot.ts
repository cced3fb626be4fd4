import { createHash } from "node:crypto";
import { apiInputs, integrationInputs, modelInputs } from "./api-inputs";
import type { Config } from "./config";
import type { RemovedRoutes } from "./removed-routes";

/** What an integration holds: its inputs, but for its place. */
export type Held = Record<string, unknown>;

/**
 * The hash that makes a new deployment, of all that a deployment holds: plain inputs, the ARNs of the role and the functions,
 * of which there is at least one, and what integrations hold that neither the configuration nor these ARNs tell.
 */
export function snapshotHash(config: Config, roleArn: string, arns: string[], held: Held[]): string {
    const inputs = [apiInputs(config), modelInputs, integrationInputs(config), config.routes];
    const [first, ...others] = arns;
    const planned = config.methods.map(({ integration }) => hash(integration));
    const own = held.filter((inputs, index) => hash(withoutTarget(inputs, roleArn, arns)) !== planned[index]);
    // In the order of the first stacks, whose hash must stay: what came later stands behind, and nothing where it is not used.
    return hash([...inputs, first, roleArn, [], ...config.alsoHeld, ...others, ...own]);
}

// A target that is one of the functions, with the role, is in the hash already.
function withoutTarget({ uri, credentials, ...inputs }: Held, roleArn: string, arns: string[]): Held {
    const invoked = /\/functions\/(.*)\/(?:response-streaming-)?invocations$/.exec(String(uri))?.[1];
    const isOurs = credentials === roleArn && invoked !== undefined && arns.includes(invoked);
    return isOurs || uri === undefined ? inputs : { uri, credentials, ...inputs };
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
