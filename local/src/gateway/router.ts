import type { Method } from "../program/program";

/** A request whose path and method a route serves. */
export interface Match {
    method: Method;
    /** The path without its stage, `event.path`. */
    path: string;
    /** Raw values by variable name, null without variables (E17). */
    pathParameters: Record<string, string> | null;
}

/** What the path names: a route, none of this stage's (R9), or another stage (R11). */
export type Routing = Match | "no route" | "no stage";

/** Finds the route of a request by its client's method and its raw path, stage included, query excluded. */
export type Router = (httpMethod: string, requestPath: string) => Routing;

interface Node {
    children: Map<string, Node>;
    variable?: { name: string; node: Node };
    /** `{proxy+}`: always the last part. */
    greedy?: { name: string; node: Node };
    methods: Map<string, Method>;
}

// R7: what ANY stands for.
const anyMethod = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/** Builds the router of a stage. A route is a resource and a method together (R3), whatever the order of `methods` (R1). */
export function createRouter(stageName: string, methods: Method[]): Router {
    const root = node();
    for (const method of methods)
        place(root, method.resourcePath.split("/").filter(Boolean)).methods.set(method.httpMethod, method);

    return (httpMethod, requestPath) => {
        const end = requestPath.indexOf("/", 1);
        const stage = requestPath.slice(1, end === -1 ? undefined : end);
        // R11. [E14] a slash before the stage makes an empty first segment, which is no stage.
        if (stage !== stageName) return "no stage";
        // E13: slashes after the stage count as one. [E19] the stage without any slash is its root.
        const path = end === -1 ? "/" : requestPath.slice(end).replace(/^\/+/, "/");
        // E11, [R8]: the last slash does not count for routing. E15: nothing is decoded.
        const routed = path.endsWith("/") ? path.slice(1, -1) : path.slice(1);
        const values: [string, string][] = [];
        const method = find(root, routed === "" ? [] : routed.split("/"), 0, httpMethod, values);
        if (!method) return "no route";
        return { method, path, pathParameters: values.length > 0 ? withoutPrototype(values) : null };
    };
}

function node(): Node {
    return { children: new Map(), methods: new Map() };
}

function place(from: Node, parts: string[]): Node {
    const [part, ...rest] = parts;
    if (part === undefined) return from;
    const variable = /^\{(.+?)(\+?)\}$/.exec(part);
    if (!variable) {
        const child = from.children.get(part) ?? node();
        from.children.set(part, child);
        return place(child, rest);
    }
    const [, name = "", plus] = variable;
    const kind = plus ? "greedy" : "variable";
    from[kind] ??= { name, node: node() };
    return place(from[kind].node, rest);
}

// R1, R4, R6: static before variable before greedy at each level; R2: back to a level above when a branch ends nowhere.
function find(
    at: Node,
    parts: string[],
    index: number,
    httpMethod: string,
    values: [string, string][],
): Method | undefined {
    const part = parts[index];
    if (part === undefined) {
        // R6: the exact method before ANY.
        return at.methods.get(httpMethod) ?? (anyMethod.has(httpMethod) ? at.methods.get("ANY") : undefined);
    }
    const child = at.children.get(part);
    const found = child && find(child, parts, index + 1, httpMethod, values);
    if (found) return found;
    // R6: a variable is exactly one part, and never an empty one.
    if (at.variable && part !== "") {
        values.push([at.variable.name, part]);
        const method = find(at.variable.node, parts, index + 1, httpMethod, values);
        if (method) return method;
        values.pop();
    }
    // R5: greedy takes one part or more, E12: empty ones among them. [R5] slashes alone are none.
    if (!at.greedy || parts.slice(index).every((rest) => rest === "")) return undefined;
    // E18: by the variable's name without its plus.
    values.push([at.greedy.name, parts.slice(index).join("/")]);
    const method = find(at.greedy.node, parts, parts.length, httpMethod, values);
    if (!method) values.pop();
    return method;
}

// A variable may be called __proto__.
function withoutPrototype(entries: [string, string][]): Record<string, string> {
    const record: Record<string, string> = Object.create(null);
    for (const [name, value] of entries) record[name] = value;
    return record;
}
