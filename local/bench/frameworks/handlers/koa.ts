import type { AddressInfo } from "node:net";
import Router from "@koa/router";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import serverlessHttp from "serverless-http";
import { image } from "../image";

const app = new Koa();
app.silent = true;
const router = new Router();
router.get("/items/:id", (context) => {
    context.body = { id: context.params.id, query: context.query };
});
router.post("/items", (context) => {
    context.status = 201;
    context.set("Location", "/items/1");
    context.body = context.request.body;
});
router.post("/form", (context) => {
    context.body = context.request.body;
});
router.post("/bytes", async (context) => {
    const chunks: Buffer[] = [];
    for await (const chunk of context.req) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    context.body = { bytes: bytes.length, first: bytes[0] };
});
router.get("/cookies", (context) => {
    context.cookies.set("a", "1");
    context.cookies.set("b", "2");
    context.body = "baked";
});
router.get("/redirect", (context) => context.redirect("/items/1"));
router.get("/image", (context) => {
    context.type = "png";
    context.body = image;
});
router.get("/error", () => {
    throw new Error("no");
});
app.use(bodyParser());
app.use(router.routes());

export const handler = serverlessHttp(app, { binary: ["image/*"] });

export function listen(): Promise<number> {
    return new Promise((resolve) => {
        const server = app.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
}
