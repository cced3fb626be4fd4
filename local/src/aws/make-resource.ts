import type { RegisteredResource } from "../program/program";
import { type AwsRequest, askStandIn, type StandIn } from "./aws-request";
import { makers } from "./makers";

/** Whether a stand-in is told of resources of a type. */
export function standInKnows(type: string): boolean {
    return type in makers;
}

/**
 * Makes a resource in a stand-in unless it is there; resolves to a line that says which, undefined for a type it does not
 * know. Throws a sentence where the stand-in refuses.
 */
export async function makeResource(
    resource: RegisteredResource,
    all: RegisteredResource[],
    standIn: StandIn,
): Promise<string | undefined> {
    const maker = makers[resource.type];
    if (!maker) return undefined;
    const { kind, name, find, make } = maker(resource, all);
    const label = `${kind} ${name}`;
    if (find && (await askStandIn(find, standIn)).status === 200) return `${label} is there`;
    for (const request of make) await ask(request, label, standIn);
    return `${label} made`;
}

async function ask(request: AwsRequest, label: string, standIn: StandIn): Promise<void> {
    const { status, text } = await askStandIn(request, standIn);
    if (status >= 300)
        throw new Error(`${label}: ${standIn.url} answered ${status} to ${request.action ?? "it"}: ${text}`);
}
