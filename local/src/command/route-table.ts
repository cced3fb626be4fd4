import type { Method } from "../program/program";
import { hostsOf } from "./listening";
import type { Reached } from "./servers";

/** The routes of APIs with their full local URLs, who answers them and what they want of a caller, and where each stage is reached. */
export function routeTable(apis: Reached[], host: string): string {
    return apis.map((api) => tableOf(api, host, apis.length > 1)).join("\n");
}

function tableOf({ stages, port }: Reached, host: string, named: boolean): string {
    const [origin = "", ...others] = hostsOf(host).map((each) => `http://${each}:${port}`);
    const names = new Map(stages.flatMap(({ functions }) => functions.map(({ arn, name }) => [arn, name])));
    const rows = stages
        .flatMap(({ stageName, methods }) =>
            methods.map((method) => [
                method.httpMethod,
                `${origin}/${stageName}${method.resourcePath}`,
                method.mock ? "MOCK" : (names.get(method.functionArn) ?? ""),
                routeNotes(method),
            ]),
        )
        .sort(([verbA = "", urlA = ""], [verbB = "", urlB = ""]) => (`${urlA} ${verbA}` < `${urlB} ${verbB}` ? -1 : 1));
    const [verbs, urls, functions] = [0, 1, 2].map((column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    const lines = rows.map(([verb = "", url = "", name = "", more = ""]) =>
        [verb.padEnd(verbs ?? 0), url.padEnd(urls ?? 0), name.padEnd(functions ?? 0), more].join("  ").trimEnd(),
    );
    const title = named ? ["", stages[0]?.name ?? ""] : [];
    const bases = stages.flatMap(({ stageName }) => [
        `Listening on ${origin}/${stageName}`,
        ...others.map((other) => `Also on ${other}/${stageName}`),
    ]);
    return [...title, "", ...lines, "", ...bases, ""].join("\n");
}

/** What a route wants of a caller, or why it does not answer as on AWS. */
export function routeNotes(method: Method): string {
    const { apiKeyRequired, authorization, authorizer, scopes = [], invocable, unserved } = method;
    const streams = method.responseTransferMode === "STREAM";
    if (unserved !== undefined) return "not served: 501";
    const asked = scopes.length > 0 ? ` for ${scopes.join(" or ")}` : "";
    const remarks = [
        authorizer ? `asks authorizer ${authorizer.name}${asked}` : "",
        apiKeyRequired ? "needs x-api-key" : "",
        authorization === "AWS_IAM" ? "needs a signature" : "",
        streams ? "streams" : "",
        invocable ? "" : "API Gateway may not invoke it: 500",
    ];
    return remarks.filter(Boolean).join(", ");
}
