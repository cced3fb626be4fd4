import type { HandlerOfCase } from "./api-of-case";

/** The code of a function that does what a case's `handler` says: file name to text, as the graph has it. */
export function handlerCode(handler: HandlerOfCase): Record<string, string> {
    const unknown = Object.keys(handler).find((key) => !known.has(key));
    if (unknown) throw new Error(`handler.${unknown} is not known to this runner`);
    const { sleepMs = 0 } = handler;
    const sleep = `await new Promise((resolve) => setTimeout(resolve, ${Number(sleepMs)}));`;
    if (handler.code !== undefined) return { "index.js": handler.code };
    const lines =
        "syncReturns" in handler
            ? [`exports.handler = () => (${json(handler.syncReturns)});`]
            : ["exports.handler = async (event) => {", ...(sleepMs > 0 ? [sleep] : []), outcome(handler), "};"];
    return { "index.js": lines.join("\n") };
}

const known = new Set([
    ...["echoEvent", "returns", "syncReturns", "bodyRepeat", "throws", "sleepMs", "lambdaError", "code"],
]);

function outcome(handler: HandlerOfCase): string {
    const { throws, bodyRepeat } = handler;
    if (throws !== undefined)
        return `throw ${typeof throws === "string" ? `new Error(${json(throws)})` : json(throws)};`;
    if (handler.echoEvent) return "return { statusCode: 200, body: JSON.stringify(event) };";
    const result = json("returns" in handler ? handler.returns : { statusCode: 200 });
    if (/\$\{(methodArn|stageArn)\}/.test(result)) return `return ${withArns(result)};`;
    if (!bodyRepeat) return `return ${result};`;
    return `return { ...${result}, body: ${json(bodyRepeat.text)}.repeat(${Number(bodyRepeat.times)}) };`;
}

// What an authorizer is asked about, in every text of its answer.
function withArns(result: string): string {
    const texts = '(_, text) => typeof text === "string" ? text.replaceAll("${methodArn}", event.methodArn)';
    const stageArn = 'event.methodArn.split("/").slice(0, 2).join("/")';
    return `JSON.parse(JSON.stringify(${result}), ${texts}.replaceAll("\${stageArn}", ${stageArn}) : text)`;
}

// In a literal, the key __proto__ would be none.
function json(value: unknown): string {
    return `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;
}
