import assert from "node:assert/strict";
import type { RegisteredResource } from "api-gateway-local/testing";
import { program } from "../program";

export type Values = Record<string, unknown>;

/** A rule of the checkers: their ids for it, what holds here, and the proof. */
export interface Rule {
    ids: string;
    title: string;
    check(subject: Subject): void | Promise<void>;
}

/** What a rule looks at: the graph of one stack, and its most asked inputs. */
export interface Subject extends Awaited<ReturnType<typeof program>> {
    stack: string;
    /** The inputs of every resource of a type. */
    all(type: string): Values[];
    /** Those of handler/. */
    functions: RegisteredResource[];
    api: Values;
}

/** The graph of a stack, with some configuration keys set otherwise than in its file; of `dev` as it came, if none is named. */
export async function subjectOf(stack: string | undefined, overrides: Values = {}): Promise<Subject> {
    const graph = await program(overrides, stack === undefined ? {} : { stack });
    const functions = functionsOf(graph.resources);
    const api = graph.find("apigateway/restApi:RestApi", "api").inputs;
    const all = (type: string) => graph.resources.filter((resource) => resource.type === `aws:${type}`);
    return { ...graph, stack: stack ?? "dev", functions, api, all: (type) => all(type).map(({ inputs }) => inputs) };
}

/** The functions of handler/, of which there is at least one. */
export function functionsOf(resources: RegisteredResource[]): RegisteredResource[] {
    const functions = resources.filter(
        ({ type, name }) => type === "aws:lambda/function:Function" && /^function(-.+)?$/.test(name),
    );
    assert.notEqual(functions.length, 0);
    return functions;
}

/** Fails unless the program refuses the configuration with the sentence. */
export async function refuses(stack: string, overrides: Values, sentence: RegExp): Promise<void> {
    await assert.rejects(program(overrides, { stack }), { message: sentence });
}
