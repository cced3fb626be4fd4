import type { Method, RestApi } from "../program/program";

/** The routes with their full local URLs, who answers them and what they want of a caller, and where the API is reached. */
export function routeTable(api: RestApi, host: string, port: number): string {
    const base = `http://${host.includes(":") ? `[${host}]` : host}:${port}/${api.stageName}`;
    const names = new Map(api.functions.map(({ arn, name }) => [arn, name]));
    const rows = api.methods
        .map((method) => [
            method.httpMethod,
            `${base}${method.resourcePath}`,
            method.mock ? "MOCK" : (names.get(method.functionArn) ?? ""),
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

function remark(method: Method): string {
    const { apiKeyRequired, authorization, authorizer, scopes = [], invocable, unserved } = method;
    if (unserved !== undefined) return "not served: 501";
    const asked = scopes.length > 0 ? ` for ${scopes.join(" or ")}` : "";
    const remarks = [
        authorizer ? `asks authorizer ${authorizer.name}${asked}` : "",
        apiKeyRequired ? "needs x-api-key" : "",
        authorization === "AWS_IAM" ? "needs a signature" : "",
        invocable ? "" : "API Gateway may not invoke it: 500",
    ];
    return remarks.filter(Boolean).join(", ");
}
