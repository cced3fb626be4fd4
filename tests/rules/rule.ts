import assert from "node:assert/strict";
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
    fn: Values;
    api: Values;
}

/** The graph of a stack, with some configuration keys set otherwise than in its file. */
export async function subjectOf(stack: string, overrides: Values = {}): Promise<Subject> {
    const graph = await program(overrides, { stack });
    const fn = graph.find("lambda/function:Function", "function").inputs;
    const api = graph.find("apigateway/restApi:RestApi", "api").inputs;
    const all = (type: string) => graph.resources.filter((resource) => resource.type === `aws:${type}`);
    return { ...graph, stack, fn, api, all: (type) => all(type).map(({ inputs }) => inputs) };
}

/** Fails unless the program refuses the configuration with the sentence. */
export async function refuses(stack: string, overrides: Values, sentence: RegExp): Promise<void> {
    await assert.rejects(program(overrides, { stack }), { message: sentence });
}
