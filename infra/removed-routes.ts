import { getExport } from "@pulumi/aws/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { eraseVariables } from "./route-key";

/** What the last update of this stack told, as far as it bears on removed routes. */
export interface PreviousOutputs {
    /** Where its stage answers: `https://ID.execute-api.REGION.amazonaws.com/STAGE`. */
    url?: string;
    routes?: Record<string, string>;
}

export interface RemovedRoutes {
    /** Route keys, sorted. */
    keys: string[];
    /** Whether the stage itself was asked; false also where there is no stage. */
    asked: boolean;
}

/**
 * Resolves to the route keys that callers still reach and the program no longer has, and warns of them. Variable
 * names do not count: a renamed variable is the same route.
 *
 * The outputs alone do not tell: they are saved before Pulumi deletes anything, and an update may end in between. So the
 * stage itself is asked for what it serves; where it cannot be, one warning says so and the outputs have to do.
 */
export async function removedRoutes(previous: PreviousOutputs, registered: { name: string }[]): Promise<RemovedRoutes> {
    const current = new Set(registered.map(({ name }) => name));
    const gone = (keys: string[]) => keys.filter((key) => !current.has(eraseVariables(key))).sort();
    const known = gone(Object.keys(previous.routes ?? {}));
    const exported = await exportedRoutes(previous.url);
    const left = gone(exported ?? []).filter((key) => !known.some((other) => isSame(key, other)));
    if (known.length > 0) pulumi.log.warn(`${known.join(", ")}: removed, but served until one more \`pulumi up\``);
    if (left.length > 0) {
        pulumi.log.warn(`${left.join(", ")}: removed, but still served; \`pulumi up\` until this is no longer said`);
    }
    return { keys: [...known, ...left].sort(), asked: exported !== undefined };
}

/** The route keys of what a stage serves, by its export; undefined where there is no stage, or none that can be read. */
async function exportedRoutes(url: string | undefined): Promise<string[] | undefined> {
    const [, restApiId, stageName] = /^https:\/\/([^.]+)\.execute-api\.[^/]+\/([^/]+)$/.exec(url ?? "") ?? [];
    if (!restApiId || !stageName) return undefined;
    try {
        const { body } = await getExport({ restApiId, stageName, exportType: "oas30" });
        const paths: Record<string, object> = JSON.parse(body).paths ?? {};
        return Object.entries(paths).flatMap(([path, operations]) =>
            Object.keys(operations).flatMap((name) => (verbs[name] ? [`${verbs[name]} ${path}`] : [])),
        );
    } catch (error) {
        const reason = (error as Error).message.split("\n")[0];
        pulumi.log.warn(
            `What stage ${stageName} serves cannot be read (${reason}); routes that an interrupted update left are not seen`,
        );
        return undefined;
    }
}

function isSame(key: string, other: string): boolean {
    return eraseVariables(key) === eraseVariables(other);
}

// A path of an export has more than operations beside them: `parameters`, `servers`.
const verbs: Record<string, string> = {
    delete: "DELETE",
    get: "GET",
    head: "HEAD",
    options: "OPTIONS",
    patch: "PATCH",
    post: "POST",
    put: "PUT",
    "x-amazon-apigateway-any-method": "ANY",
};
