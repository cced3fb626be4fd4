import type { RegisteredResource } from "api-gateway-local/testing";
import { accessCalls } from "./access-calls";
import { apiGatewayCalls } from "./api-gateway-calls";
import { functionCalls } from "./function-calls";
import type { ProviderCalls } from "./provider-source";

/** The calls of all resource types that this program registers, by type token. */
export const providerCalls: Record<string, ProviderCalls> = { ...apiGatewayCalls, ...accessCalls, ...functionCalls };

/** What IAM is asked for a call. */
export interface Request {
    call: string;
    action: string;
    resource: string;
    /** The service a role is handed to. */
    passedTo?: string;
}

/** The requests that a resource's calls come to, in an account and a region. */
export function requests(
    { type, name, id, state }: RegisteredResource,
    kind: "reads" | "writes",
    { account, region }: { account: string; region: string },
): Request[] {
    const known: Record<string, unknown> = { ...state, id, account, region };
    known["encoded arn"] = encodeURIComponent(String(state.arn));
    known.path = String(state.arn).split("::")[1];
    return (providerCalls[type]?.[kind] ?? []).flatMap((line) => {
        const [call = "", action = "", on = "", , passedTo] = line.split(/ (?![^{]*\})/);
        const resource = on.replace(/\{([^}]+)\}/g, (_, key) => String(known[key] ?? `no ${key}`));
        const isPath = resource.startsWith("/");
        // Not every integration and authorizer is handed a role.
        if (passedTo && resource.startsWith("no ")) return [];
        return {
            call: `${call} of ${type} ${name}`,
            action: action.includes(":") ? action : `apigateway:${action}`,
            resource: isPath ? `arn:aws:apigateway:${region}::${resource}` : resource,
            ...(passedTo && { passedTo }),
        };
    });
}
