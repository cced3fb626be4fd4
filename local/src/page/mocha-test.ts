import type { Detail, HandlerPlace } from "./messages";

const secret = /^(authorization|cookie|x-api-key|apikey)$/i;

/**
 * The lines of a mocha test that calls the handler with the event of a request and expects the answer it had. Secrets are
 * left out: a test is read by others.
 */
export function mochaTest(
    detail: Pick<Detail, "method" | "target" | "event" | "status" | "answer" | "why">,
    { file, exportName }: HandlerPlace = { file: "handler/index.ts", exportName: "handler" },
): string {
    const hide = (value: unknown): unknown => (Array.isArray(value) ? value.map(hide) : "secret");
    const event = JSON.parse(detail.event ?? "{}", (key, value) =>
        secret.test(key) && value !== null ? hide(value) : value,
    );
    const { method, target, status, why } = detail;
    const failed = why?.fact === "P20";
    return [
        `import assert from "node:assert/strict";`,
        `import { ${exportName} } from ${JSON.stringify(`../${file.replace(/(\/index)?\.[jt]sx?$/, "")}`)};`,
        "",
        `it(${JSON.stringify(failed ? `${method} ${target} fails` : `${method} ${target} answers ${status}`)}, async () => {`,
        `    const event = ${JSON.stringify(event, null, 4).replaceAll("\n", "\n    ")};`,
        ...(failed
            ? [`    await assert.rejects(async () => ${exportName}(event as never));`]
            : [`    const result = await ${exportName}(event as never);`, ...expectations(detail)]),
        "});",
        "",
    ].join("\n");
}

function expectations({ status, answer, why }: Pick<Detail, "status" | "answer" | "why">): string[] {
    if (why) return [`    // API Gateway answered ${status}: ${why.reason}`, "    assert.ok(result);"];
    const { body } = answer ?? {};
    const isWhole = body?.text !== undefined && body.kept === body.size;
    return [
        `    assert.equal(result.statusCode ?? 200, ${status});`,
        ...(isWhole ? [`    assert.equal(result.body, ${JSON.stringify(body.text)});`] : []),
    ];
}
