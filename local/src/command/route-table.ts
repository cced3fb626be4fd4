import type { Evaluated } from "../program/evaluation";
import type { RestApi } from "../program/rest-api";
import { endpointNotes } from "./aws-endpoint";
import type { Options } from "./options";

/** The routes with their full local URLs, and where the API is reached. */
export function routeTable(api: RestApi, host: string, port: number): string {
    const base = `http://${host.includes(":") ? `[${host}]` : host}:${port}/${api.stageName}`;
    const names = new Map(api.functions.map(({ arn, name }) => [arn, name]));
    const rows = api.methods
        .map((method) => [
            method.httpMethod,
            `${base}${method.resourcePath}`,
            names.get(method.functionArn) ?? "",
            remark(method),
        ])
        .sort(([verbA = "", urlA = ""], [verbB = "", urlB = ""]) => (`${urlA} ${verbA}` < `${urlB} ${verbB}` ? -1 : 1));
    const [verbs, urls, functions] = [0, 1, 2].map((column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    const lines = rows.map(([verb = "", url = "", name = "", more = ""]) =>
        [verb.padEnd(verbs ?? 0), url.padEnd(urls ?? 0), name.padEnd(functions ?? 0), more].join("  ").trimEnd(),
    );
    return ["", ...lines, "", `Listening on ${base}`, ""].join("\n");
}

function remark({ apiKeyRequired, authorization, invocable }: RestApi["methods"][number]): string {
    const remarks = [
        apiKeyRequired ? "needs x-api-key" : "",
        authorization === "AWS_IAM" ? "needs a signature" : "",
        invocable ? "" : "API Gateway may not invoke it: 500",
    ];
    return remarks.filter(Boolean).join(", ");
}

/** What a person must know about this evaluation, a sentence each. */
export function startNotes({ restApi: api, warnings, lockedSecrets }: Evaluated, options: Options): string[] {
    const notes = [...warnings.map((warning) => `warning: ${warning}`), ...endpointNotes(options.awsEndpoint)];
    for (const path of lockedSecrets) {
        const name = /^environment\.(.+)$/.exec(path)?.[1];
        if (name && options.environment[name] !== undefined) continue;
        const remedy = name ? `give it one with --env ${name}=VALUE` : "its default is used";
        notes.push(`note: ${path} is a secret of stack ${options.stack} and has no value here; ${remedy}`);
    }
    for (const name of Object.keys(options.environment)) {
        if (
            api.functions.every(({ environment }) => environment[name] === undefined) &&
            !lockedSecrets.includes(`environment.${name}`)
        ) {
            notes.push(`note: ${name} is set here only; on AWS it is no variable of the function`);
        }
    }
    if (api.methods.some(({ apiKeyRequired }) => apiKeyRequired) && options.apiKeys.length === 0) {
        notes.push(
            "note: no API key is accepted, so routes that require one answer 403; name one with --api-key VALUE",
        );
    }
    if (api.methods.some(({ authorization }) => authorization === "AWS_IAM")) {
        notes.push(
            "note: routes with AWS_IAM want a signature, but whose it is and whether it is right is not verified here",
        );
    }
    const here = `nodejs${process.versions.node.split(".")[0]}.x`;
    for (const runtime of new Set(api.functions.map(({ runtime }) => runtime))) {
        if (runtime !== here)
            notes.push(`note: the function runs on Node.js ${process.versions.node} here, on ${runtime} in AWS`);
    }
    return notes;
}
