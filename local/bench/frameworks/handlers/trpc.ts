import type { AddressInfo } from "node:net";
import { initTRPC, TRPCError } from "@trpc/server";
import { awsLambdaRequestHandler } from "@trpc/server/adapters/aws-lambda";
import { createHTTPServer } from "@trpc/server/adapters/standalone";

const t = initTRPC.create({ isDev: false });
const text = (value: unknown): string => {
    if (typeof value === "string") return value;
    throw new Error("no text");
};
const router = t.router({
    hello: t.procedure.input(text).query(({ input }) => `Hello, ${input}!`),
    write: t.procedure.input(text).mutation(({ input }) => ({ length: input.length })),
    fail: t.procedure.query(() => {
        throw new TRPCError({ code: "FORBIDDEN", message: "no" });
    }),
});
const createContext = () => ({});

export const handler = awsLambdaRequestHandler({ router, createContext });

export function listen(): Promise<number> {
    return new Promise((resolve) => {
        const server = createHTTPServer({ router, createContext });
        server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
}

const input = (value: unknown) => `input=${encodeURIComponent(JSON.stringify(value))}`;

export const requests = [
    { method: "GET", path: `/hello?${input("ä b")}` },
    {
        ...{ method: "POST", path: "/write", headers: { "Content-Type": "application/json" } },
        body: JSON.stringify("some text"),
    },
    { method: "GET", path: "/fail" },
    { method: "GET", path: `/hello?${input(5)}` },
    { method: "GET", path: "/nothing" },
    { method: "GET", path: `/hello,fail?batch=1&${input({ 0: "a" })}` },
];
