import type { AddressInfo } from "node:net";
import awsLambdaFastify from "@fastify/aws-lambda";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import fastify from "fastify";
import { image } from "../image";

const app = fastify();
app.register(cookie);
app.register(formbody);
app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, async (_: unknown, body: Buffer) => body);
app.get<{ Params: { id: string } }>("/items/:id", async ({ params, query }) => ({ id: params.id, query }));
app.post("/items", async ({ body }, reply) => reply.code(201).header("Location", "/items/1").send(body));
app.post("/form", async ({ body }) => body);
app.post<{ Body: Buffer }>("/bytes", async ({ body }) => ({ bytes: body.length, first: body[0] }));
app.get("/cookies", async (_, reply) => reply.setCookie("a", "1").setCookie("b", "2").send("baked"));
app.get("/redirect", async (_, reply) => reply.redirect("/items/1"));
app.get("/image", async (_, reply) => reply.type("image/png").send(image));
app.get("/error", async () => {
    throw new Error("no");
});

export const handler = awsLambdaFastify(app, { binaryMimeTypes: ["image/png"] });

export async function listen(): Promise<number> {
    await app.listen({ port: 0, host: "127.0.0.1" });
    return (app.server.address() as AddressInfo).port;
}
